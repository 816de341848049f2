package com.mesaya.realtime.bench;

import java.time.Duration;

/** How large the workloads are and how long they take. */
enum Scale {
    /** Shows that everything works; its figures are worth little. */
    SHORT(1, 500, 200, 100, 2, 3, 2),
    NORMAL(3, 5000, 1000, 1000, 5, 10, 3),
    LONG(5, 5000, 1000, 1000, 15, 30, 10);

    private final int rounds;
    private final int connections;
    private final int viewers;
    private final int sections;
    private final int warmUpSeconds;
    private final int measuredSeconds;
    private final int stepSeconds;

    Scale(
            int rounds,
            int connections,
            int viewers,
            int sections,
            int warmUpSeconds,
            int measuredSeconds,
            int stepSeconds) {
        this.rounds = rounds;
        this.connections = connections;
        this.viewers = viewers;
        this.sections = sections;
        this.warmUpSeconds = warmUpSeconds;
        this.measuredSeconds = measuredSeconds;
        this.stepSeconds = stepSeconds;
    }

    /** How often each server is started and goes through all workloads. */
    int rounds() {
        return rounds;
    }

    /** Of {@code join} and {@code idle}. */
    int connections() {
        return connections;
    }

    /** Of the hot section. */
    int viewers() {
        return viewers;
    }

    /** Of the town. */
    int sections() {
        return sections;
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    Duration measured() {
        return Duration.ofSeconds(measuredSeconds);
    }

    /** How long each step of the ladder is measured. */
    Duration step() {
        return Duration.ofSeconds(stepSeconds);
    }
}
