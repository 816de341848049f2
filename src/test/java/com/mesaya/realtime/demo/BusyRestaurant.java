package com.mesaya.realtime.demo;

import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many sections whose tables change all the time, behind a stand-in API that has its bad times. */
final class BusyRestaurant implements AutoCloseable {

    /** Longer than anybody waits for an answer. */
    private static final Duration TOO_LONG = Duration.ofSeconds(15);

    private static final int TICKS_PER_SECOND = 100;
    private static final int CHANGES_A_DELETION = 1_000;
    private static final String PADDING = "x".repeat(150);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChangePublisher publisher;
    private final Restaurant restaurant;
    private final StandInApi api;
    private final List<String> sections = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final Random random = new Random(1);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean troubled;
    private volatile boolean isKept;
    private volatile int changesPerTick;

    @SuppressWarnings("FutureReturnValueIgnored") // if a tick fails there are too few changes in the end
    BusyRestaurant(String brokers, int sectionCount, int tablesEach) throws IOException {
        publisher = new ChangePublisher(brokers);
        restaurant = new Restaurant(InstantSource.system(), publisher);
        var tokens = new JwtTokenVerifier(
                new JwtSettings(Algorithm.HMAC256(RunningService.SECRET), "", Duration.ZERO, true));
        api = new StandInApi(restaurant, tokens, RunningService::token, 0, this::latency);
        for (int number = 0; number < sectionCount; number++) {
            String section = UUID.randomUUID().toString();
            sections.add(section);
            restaurant.load(Kind.SECTION, JSON.createObjectNode().put("id", section));
            for (int table = 0; table < tablesEach; table++) {
                tables.add(
                        restaurant.load(Kind.TABLE, table(section)).path("id").asText());
            }
        }
        clock.scheduleAtFixedRate(this::tick, 0, 1_000_000 / TICKS_PER_SECOND, TimeUnit.MICROSECONDS);
    }

    String apiUrl() {
        return api.baseUrl();
    }

    List<String> sections() {
        return sections;
    }

    /** From now on the API answers too late or breaks the connection off, or is well again. */
    void troubled(boolean isTroubled) {
        troubled = isTroubled;
    }

    /** Breaking off works by a failure, upon which the JDK's server closes the connection. */
    private Duration latency() {
        if (!troubled) {
            return Duration.ZERO;
        }
        if (ThreadLocalRandom.current().nextBoolean()) {
            throw new IllegalStateException("the API is in trouble");
        }
        return TOO_LONG;
    }

    /** From now on no table goes. */
    void keepTables() {
        isKept = true;
    }

    /** Tables change at an even pace, one after the other; now and then one goes and another comes. */
    void begin(int perSecond) {
        changesPerTick = perSecond / TICKS_PER_SECOND;
    }

    private void tick() {
        for (int change = 0; change < changesPerTick; change++) {
            changeOne();
        }
    }

    private void changeOne() {
        int number = (int) (changes.getAndIncrement() % tables.size());
        String table = tables.get(number);
        if (isKept || random.nextInt(CHANGES_A_DELETION) > 0) {
            restaurant.update(Kind.TABLE, table, JSON.createObjectNode().put("change", changes.get()));
            return;
        }
        String section = restaurant
                .delete(Kind.TABLE, table)
                .orElseThrow()
                .path("sectionId")
                .asText();
        tables.set(
                number, restaurant.create(Kind.TABLE, table(section)).path("id").asText());
        changes.incrementAndGet();
    }

    private ObjectNode table(String section) {
        return JSON.createObjectNode()
                .put("sectionId", section)
                .put("status", "AVAILABLE")
                .put("change", 0)
                .put("notes", PADDING);
    }

    /** Nothing changes for a while. */
    void rest() throws Exception {
        changesPerTick = 0;
        clock.submit(() -> {}).get(30, TimeUnit.SECONDS);
    }

    long changes() {
        return changes.get();
    }

    /** How often the API was asked for a section. */
    int sectionGets() {
        return api.sectionGets();
    }

    /** A section's tables as they really are. */
    Map<String, JsonNode> truth(String section) {
        return SectionFold.tablesOf(reread(restaurant.section(section).orElseThrow()));
    }

    /** Numbers in a tree that was read don't equal those in one that was made. */
    private static JsonNode reread(JsonNode made) {
        try {
            return JSON.readTree(JSON.writeValueAsBytes(made));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        api.close();
        publisher.close();
    }
}
