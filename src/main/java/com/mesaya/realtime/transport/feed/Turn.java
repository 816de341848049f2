package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.transport.frame.SharedFrames;
import java.time.Instant;
import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;

/** State shared by all writes that one message causes. */
final class Turn {

    private final SharedFrames frames = new SharedFrames();
    private final ActorRef self;
    private @Nullable Instant now;
    private long nanos;

    Turn(ActorRef self) {
        this.self = self;
    }

    void begin() {
        now = null;
        nanos = System.nanoTime();
    }

    SharedFrames frames() {
        return frames;
    }

    ActorRef self() {
        return self;
    }

    long nanos() {
        return nanos;
    }

    Instant now() {
        Instant known = now;
        if (known == null) {
            known = Instant.now();
            now = known;
        }
        return known;
    }
}
