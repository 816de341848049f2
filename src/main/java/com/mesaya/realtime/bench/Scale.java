package com.mesaya.realtime.bench;

import java.time.Duration;

/** The size and duration of the workloads. */
enum Scale {
    /** A scale for functional tests; its figures are not meaningful. */
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

    /** Returns the number of times that each server is started and runs all workloads. */
    int rounds() {
        return rounds;
    }

    /** Returns the number of connections of {@code join} and {@code idle}. */
    int connections() {
        return connections;
    }

    /** Returns the number of viewers of the hot section. */
    int viewers() {
        return viewers;
    }

    /** Returns the number of sections of the town. */
    int sections() {
        return sections;
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    Duration measured() {
        return Duration.ofSeconds(measuredSeconds);
    }

    /** Returns the duration of the measurement of each step of the ladder. */
    Duration step() {
        return Duration.ofSeconds(stepSeconds);
    }
}
