package com.mesaya.realtime.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.demo.Restaurant.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Simulates guests: from time to time a table is taken, reserved or freed. */
final class DinnerTime implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COURSE_OF_AN_EVENING = List.of("AVAILABLE", "RESERVED", "OCCUPIED");

    private final Restaurant restaurant;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
    DinnerTime(Restaurant restaurant, Duration pace) {
        this.restaurant = restaurant;
        clock.scheduleAtFixedRate(this::goOn, pace.toMillis(), pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void goOn() {
        List<String> tables = restaurant.ids(Kind.TABLE);
        String id = tables.get(random.nextInt(tables.size()));
        restaurant.find(Kind.TABLE, id).ifPresent(table -> restaurant.update(Kind.TABLE, id, next(table)));
    }

    private static ObjectNode next(ObjectNode table) {
        int now = COURSE_OF_AN_EVENING.indexOf(table.path("status").asText());
        String status = COURSE_OF_AN_EVENING.get((now + 1) % COURSE_OF_AN_EVENING.size());
        return JSON.createObjectNode().put("status", status).put("isAvailable", status.equals("AVAILABLE"));
    }
}
