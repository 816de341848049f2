package com.mesaya.realtime.infrastructure.section.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Simulated time. Whoever asks it as an {@link InstantSource}, an actor, can be made to fail. */
final class SabotagedClock implements InstantSource {

    private final AtomicReference<Instant> now;
    private final AtomicInteger readsUntilFailure = new AtomicInteger();

    SabotagedClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    /** What the simulation itself asks. */
    Instant now() {
        return now.get();
    }

    void advance(Duration time) {
        now.updateAndGet(moment -> moment.plus(time));
    }

    @Override
    public Instant instant() {
        if (readsUntilFailure.get() > 0 && readsUntilFailure.decrementAndGet() == 0) {
            throw new IllegalStateException("sabotaged");
        }
        return now.get();
    }

    /** The actor that reads the clock the given number of times from now throws. */
    void failAtRead(int number) {
        readsUntilFailure.set(number);
    }

    /** Nobody fails for now; returns in how many reads someone would have. */
    int disarm() {
        return readsUntilFailure.getAndSet(0);
    }

    boolean isArmed() {
        return readsUntilFailure.get() > 0;
    }
}
