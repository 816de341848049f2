package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Scheduler;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContextExecutor;

/**
 * How long a connection's token is good: tells a while before it expires, and when it does, unless a fresh token comes in
 * time. Thread-safe.
 */
final class Session {

    /** The scheduler takes no more than some months. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(1);

    private final Duration notice;
    private final Consumer<Instant> expiring;
    private final Runnable expired;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final ExecutionContextExecutor executor;
    private Viewer viewer;
    private boolean noticed;
    private boolean over;
    private @Nullable Cancellable timer;

    /**
     * A session that isn't watched yet.
     *
     * @param notice how long before the end it is told of
     * @param expiring is told when the token will expire
     * @param expired is told when it has
     */
    Session(
            Viewer viewer,
            Duration notice,
            Consumer<Instant> expiring,
            Runnable expired,
            InstantSource clock,
            ActorSystem<?> system) {
        this.viewer = viewer;
        this.notice = notice;
        this.expiring = expiring;
        this.expired = expired;
        this.clock = clock;
        this.scheduler = system.scheduler();
        this.executor = system.executionContext();
    }

    /** A frame that tells when the token expires, if it does. */
    static Frame frame(String event, @Nullable Instant expiresAt) {
        return Frame.of(event, Json.bytes(expiresAt == null ? Map.of() : Map.of("expiresAt", expiresAt.toString())));
    }

    /** Watches the token from now on. */
    synchronized void start() {
        watch();
    }

    /** Goes on with a fresh token's viewer, who must be the same user. */
    synchronized void renew(Viewer fresh) {
        viewer = fresh;
        noticed = false;
        watch();
    }

    /** Watches no longer. */
    synchronized void end() {
        over = true;
        cancel();
    }

    private synchronized void watch() {
        cancel();
        Instant expiresAt = viewer.expiresAt();
        if (over || expiresAt == null) {
            return;
        }
        Instant now = clock.instant();
        if (!now.isBefore(expiresAt)) {
            over = true;
            expired.run();
            return;
        }
        Instant noticeAt = expiresAt.minus(notice);
        if (!noticed && !now.isBefore(noticeAt)) {
            noticed = true;
            expiring.accept(expiresAt);
        }
        Duration untilNext = Duration.between(now, noticed ? expiresAt : noticeAt);
        timer = scheduler.scheduleOnce(
                untilNext.compareTo(LONGEST_DELAY) < 0 ? untilNext : LONGEST_DELAY, this::watch, executor);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
