package com.mesaya.realtime.infrastructure.section.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What all parts of one simulation share: its time, its chance, what it counts, and the trace of what it does. */
final class World {

    private final SabotagedClock clock = new SabotagedClock(Instant.parse("2025-10-19T12:00:00Z"));
    private final Tally tally = new Tally();
    private final Random random;
    private final Flaw flaw;
    private final boolean verbose;
    private final Scenario scenario;
    private boolean calm;

    World(long seed, Flaw flaw, boolean verbose) {
        this.random = new Random(seed);
        this.flaw = flaw;
        this.verbose = verbose;
        this.scenario = Scenario.of(random);
    }

    SabotagedClock clock() {
        return clock;
    }

    Instant now() {
        return clock.now();
    }

    Scenario scenario() {
        return scenario;
    }

    boolean has(Flaw one) {
        return flaw == one;
    }

    /** From now on nothing fails, lags or is lost. */
    void calmDown() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Something that goes wrong with this chance, until the world calms down. */
    boolean mishap(int percent) {
        return random.nextInt(100) < percent && !calm;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long number() {
        return random.nextLong();
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    void count(Happening happening) {
        tally.add(happening);
    }

    void count(Happening happening, long times) {
        tally.add(happening, times);
    }

    Tally tally() {
        return tally;
    }

    void trace(Supplier<String> line) {
        if (verbose) {
            System.out.println(clock.now().toString().substring(11) + " " + line.get());
        }
    }
}
