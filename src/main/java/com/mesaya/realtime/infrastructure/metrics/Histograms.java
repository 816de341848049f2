package com.mesaya.realtime.infrastructure.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;

/** The buckets of time measurements. */
final class Histograms {

    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
    };

    private Histograms() {}

    /** Returns the upper bounds of the buckets, in seconds. */
    static double[] seconds() {
        return SECONDS.clone();
    }

    static Timer.Builder timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(Arrays.stream(SECONDS)
                        .mapToObj(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
                        .toArray(Duration[]::new));
    }
}
