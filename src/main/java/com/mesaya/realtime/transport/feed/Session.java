package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.transport.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The session of a connection's token: announces its expiry some time before, and reports the expiry, unless a fresh token arrives in
 * time. It has no timer, but is checked at each heartbeat. Thread-safe.
 */
public final class Session {

    private final Duration notice;
    private final Consumer<Instant> expiring;
    private final Runnable expired;
    private final InstantSource clock;
    private @Nullable Instant expiresAt;
    private boolean noticed;
    private boolean over;

    /**
     * @param notice the time before the expiry at which it is announced
     * @param expiring gets the time at which the token will expire
     * @param expired runs when the token has expired
     */
    public Session(Viewer viewer, Duration notice, Consumer<Instant> expiring, Runnable expired, InstantSource clock) {
        this.expiresAt = viewer.expiresAt();
        this.notice = notice;
        this.expiring = expiring;
        this.expired = expired;
        this.clock = clock;
    }

    /** Returns a frame with the token's expiry, if it has one. */
    public static Frame frame(String event, @Nullable Instant expiresAt) {
        return Frame.of(event, Json.bytes(expiresAt == null ? Map.of() : Map.of("expiresAt", expiresAt.toString())));
    }

    /** Continues with a fresh token of the same user. */
    public synchronized void renew(Viewer fresh) {
        expiresAt = fresh.expiresAt();
        noticed = false;
        check();
    }

    /** Announces or reports the expiry if it is due. */
    public synchronized void check() {
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
