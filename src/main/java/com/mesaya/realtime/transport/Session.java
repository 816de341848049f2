package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of a connection's token: announces its end a while before it, and reports it, unless a fresh token comes in
 * time. It has no timer, but is checked at each heartbeat. Thread-safe.
 */
final class Session {

    private final Duration notice;
    private final Consumer<Instant> expiring;
    private final Runnable expired;
    private final InstantSource clock;
    private @Nullable Instant expiresAt;
    private boolean noticed;
    private boolean over;

    /**
     * @param notice how long before the end it is announced
     * @param expiring gets the time at which the token will expire
     * @param expired runs when the token has expired
     */
    Session(Viewer viewer, Duration notice, Consumer<Instant> expiring, Runnable expired, InstantSource clock) {
        this.expiresAt = viewer.expiresAt();
        this.notice = notice;
        this.expiring = expiring;
        this.expired = expired;
        this.clock = clock;
    }

    /** A frame with the time at which the token expires, if it does. */
    static Frame frame(String event, @Nullable Instant expiresAt) {
        return Frame.of(event, Json.bytes(expiresAt == null ? Map.of() : Map.of("expiresAt", expiresAt.toString())));
    }

    /** Goes on with a fresh token of the same user. */
    synchronized void renew(Viewer fresh) {
        expiresAt = fresh.expiresAt();
        noticed = false;
        check();
    }

    /** Announces or reports the end if it is time to. */
    synchronized void check() {
        if (over || expiresAt == null) {
            return;
        }
        Instant now = clock.instant();
        if (!now.isBefore(expiresAt)) {
            over = true;
            expired.run();
        } else if (!noticed && !now.isBefore(expiresAt.minus(notice))) {
            noticed = true;
            expiring.accept(expiresAt);
        }
    }
}
