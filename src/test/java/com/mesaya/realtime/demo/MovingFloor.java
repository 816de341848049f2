package com.mesaya.realtime.demo;

import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.demo.Restaurant.Kind;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.testing.FloorFold;
import com.mesaya.realtime.testing.RunningService;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sections between which tables move, and to which objects are linked and unlinked, behind a stand-in API. */
final class MovingFloor implements AutoCloseable {

    private static final int SECTIONS = 4;
    private static final int TABLES = 24;
    private static final int OBJECTS = 8;
    private static final int SLOWEST_API_MS = 150;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChangePublisher publisher;
    private final Restaurant restaurant;
    private final StandInApi api;
    private final Random random = new Random(1);
    private final List<String> sections = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean moving;

    @SuppressWarnings("FutureReturnValueIgnored") // if a change fails there are too few in the end
    MovingFloor(String brokers, int changesPerSecond) throws IOException {
        publisher = new ChangePublisher(brokers);
        restaurant = new Restaurant(InstantSource.system(), publisher);
        var tokens = new JwtTokenVerifier(
                new JwtSettings(Algorithm.HMAC256(RunningService.SECRET), "", Duration.ZERO, true));
        var delays = new Random(2);
        api = new StandInApi(restaurant, tokens, 0, () -> Duration.ofMillis(delays.nextInt(SLOWEST_API_MS)));
        for (int number = 0; number < SECTIONS; number++) {
            String section = UUID.randomUUID().toString();
            sections.add(section);
            restaurant.load(Kind.SECTION, JSON.createObjectNode().put("id", section));
        }
        for (int number = 0; number < TABLES; number++) {
            restaurant.load(Kind.TABLE, JSON.createObjectNode().put("sectionId", oneOf(sections)));
        }
        for (int number = 0; number < OBJECTS; number++) {
            String object = restaurant
                    .load(Kind.OBJECT, JSON.createObjectNode())
                    .path("id")
                    .asText();
            restaurant.load(Kind.SECTION_OBJECT, link(object));
        }
        clock.scheduleAtFixedRate(this::tick, 0, 1_000_000L / changesPerSecond, TimeUnit.MICROSECONDS);
    }

    String apiUrl() {
        return api.baseUrl();
    }

    List<String> sections() {
        return sections;
    }

    long changes() {
        return changes.get();
    }

    void begin() {
        moving = true;
    }

    /** Nothing changes any more. */
    void rest() throws Exception {
        moving = false;
        clock.submit(() -> {}).get(30, TimeUnit.SECONDS);
    }

    /** A section as it really is. */
    Map<String, Map<String, JsonNode>> truth(String section) throws IOException {
        JsonNode made = restaurant.section(section).orElseThrow();
        return FloorFold.of(JSON.readTree(JSON.writeValueAsBytes(made))).state();
    }

    private void tick() {
        if (moving) {
            change(random.nextInt(20));
            changes.incrementAndGet();
        }
    }

    private void change(int dice) {
        ObjectNode touch = JSON.createObjectNode().put("change", changes.get());
        if (dice < 6) {
            restaurant.update(Kind.TABLE, anyOf(Kind.TABLE), touch);
        } else if (dice < 12) {
            restaurant.update(Kind.TABLE, anyOf(Kind.TABLE), touch.put("sectionId", oneOf(sections)));
        } else if (dice < 13) {
            restaurant.delete(Kind.TABLE, anyOf(Kind.TABLE));
            restaurant.create(Kind.TABLE, touch.put("sectionId", oneOf(sections)));
        } else if (dice < 16) {
            restaurant.update(Kind.OBJECT, anyOf(Kind.OBJECT), touch);
        } else if (dice < 17) {
            String object = restaurant.create(Kind.OBJECT, touch).path("id").asText();
            restaurant.create(Kind.SECTION_OBJECT, link(object));
            restaurant.delete(Kind.OBJECT, anyOf(Kind.OBJECT));
        } else if (dice < 18 || restaurant.ids(Kind.SECTION_OBJECT).size() < OBJECTS) {
            restaurant.create(Kind.SECTION_OBJECT, link(anyOf(Kind.OBJECT)));
        } else {
            restaurant.delete(Kind.SECTION_OBJECT, anyOf(Kind.SECTION_OBJECT));
        }
    }

    private ObjectNode link(String object) {
        return JSON.createObjectNode().put("sectionId", oneOf(sections)).put("objectId", object);
    }

    private String anyOf(Kind kind) {
        return oneOf(restaurant.ids(kind));
    }

    private String oneOf(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        api.close();
        publisher.close();
    }
}
