package com.mesaya.realtime.demo;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.demo.Restaurant.Kind;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.SectionFold;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A section whose tables change all the time, behind a stand-in API, told to Kafka as the main API does. */
public final class LivingSection implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String id = UUID.randomUUID().toString();
    private final ChangePublisher publisher;
    private final Restaurant restaurant;
    private final StandInApi api;
    private final List<String> tables = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger changes = new AtomicInteger();

    public LivingSection(String brokers, int tableCount, Supplier<Duration> latency) throws IOException {
        publisher = new ChangePublisher(brokers);
        restaurant = new Restaurant(InstantSource.system(), publisher);
        var tokens = new JwtTokenVerifier(
                new JwtSettings(Algorithm.HMAC256(RunningService.SECRET), "", Duration.ZERO, true));
        api = new StandInApi(restaurant, tokens, RunningService::token, 0, latency);
        restaurant.load(Kind.SECTION, JSON.createObjectNode().put("id", id));
        for (int number = 0; number < tableCount; number++) {
            tables.add(restaurant
                    .load(
                            Kind.TABLE,
                            JSON.createObjectNode().put("sectionId", id).put("number", number))
                    .path("id")
                    .asText());
        }
    }

    public String id() {
        return id;
    }

    public String apiUrl() {
        return api.baseUrl();
    }

    public int sectionGets() {
        return api.sectionGets();
    }

    /** Changes one table after the other, so many in all, at an even pace; {@code padding} makes them larger. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public void change(int count, int perSecond, int padding) {
        int batch = Math.max(1, perSecond / 100);
        String pad = "x".repeat(padding);
        int last = (int) Math.min(Integer.MAX_VALUE, (long) changes.get() + count);
        clock.scheduleAtFixedRate(
                () -> {
                    for (int change = 0; change < batch && changes.get() < last; change++) {
                        changeOne(pad);
                    }
                },
                0,
                batch * 1_000_000L / perSecond,
                TimeUnit.MICROSECONDS);
    }

    private void changeOne(String pad) {
        int number = changes.get();
        String table = tables.get(number % tables.size());
        restaurant.update(
                Kind.TABLE,
                table,
                JSON.createObjectNode()
                        .put("change", number)
                        .put("sentAt", System.nanoTime())
                        .put("pad", pad));
        changes.incrementAndGet();
    }

    /** Changes nothing any more. */
    public void rest() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("a change takes too long");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** How many changes there were. */
    public int changes() {
        return changes.get();
    }

    /** The tables as they really are. */
    public Map<String, JsonNode> truth() {
        return SectionFold.tablesOf(restaurant.section(id).orElseThrow());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        api.close();
        publisher.close();
    }
}
