package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a seed decides beforehand.
 *
 * @param settings of the sections. An unwatched section's log outlives every lag by far, as the contract wants it
 * @param tight whether the log's limits are so small that it has to forget what is still needed
 * @param maxInFlight never more than the log's window, as {@code Settings} has it
 * @param topicPerAction envelope v1, where deletions overtake updates more easily
 * @param lossPercent how many messages are lost on their way
 */
record Scenario(
        SectionSettings settings,
        boolean tight,
        List<SectionId> sections,
        int entities,
        int viewers,
        int maxInFlight,
        Duration maxLag,
        boolean topicPerAction,
        int changePercent,
        int troublePercent,
        int lossPercent) {

    static final int STEPS = 500;

    static Scenario of(Random random) {
        int window = 4 + random.nextInt(random.nextBoolean() ? 12 : 60);
        boolean tight = random.nextInt(4) == 0;
        int sections = 2 + random.nextInt(2);
        return new Scenario(
                settings(random, window, tight),
                tight,
                IntStream.range(0, sections)
                        .mapToObj(number -> new SectionId("s" + number))
                        .toList(),
                3 + random.nextInt(4),
                2 + random.nextInt(3),
                1 + random.nextInt(window),
                Duration.ofMillis(200 + random.nextInt(5_000)),
                random.nextBoolean(),
                5 + random.nextInt(60),
                random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(4),
                random.nextInt(3) * 3);
    }

    private static SectionSettings settings(Random random, int window, boolean tight) {
        var log = new LogLimits(
                window,
                tight ? Duration.ofSeconds(random.nextInt(60)) : Duration.ofMinutes(10),
                window,
                tight ? 3 + random.nextInt(8) : 1_000,
                tight && random.nextBoolean() ? 500 + random.nextInt(1_500) : 1_000_000,
                tight ? Duration.ofSeconds(random.nextInt(10)) : Duration.ofMinutes(10));
        return new SectionSettings(
                log,
                new BatchLimits(1 + random.nextInt(10), 60 + random.nextInt(2_000)),
                1 + random.nextInt(window),
                policy(random),
                Duration.ofSeconds(20 + random.nextInt(10)),
                1,
                Duration.ofSeconds(5 + random.nextInt(20)),
                2 + random.nextInt(20),
                Duration.ofMillis(500 + random.nextInt(2_000)),
                Duration.ofMillis(500),
                Duration.ofMinutes(5),
                new SectionSettings.HandoverLimits(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    private static OverflowPolicy policy(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> OverflowPolicy.DROP_OLDEST;
            case 1 -> OverflowPolicy.DISCONNECT;
            default -> OverflowPolicy.CONFLATE;
        };
    }
}
