package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.ErrorCode;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;

/** How many clients come in: in all, of one user, from one address, and per second. Thread-safe. */
public final class Admission {

    /**
     * How many are let in.
     *
     * @param connections how many WebSockets there may be
     * @param perUser how many of them one user may have
     * @param perAddress how many of them one address may have
     * @param handshakesPerSecond how many handshakes are answered per second; as many at once
     */
    public record Limits(int connections, int perUser, int perAddress, int handshakesPerSecond) {}

    private final Bucket handshakes;
    private final Quota users;
    private final Quota addresses;

    /** Nobody is in yet. */
    public Admission(Limits limits) {
        this.handshakes = Bucket.builder()
                .addLimit(limit -> limit.capacity(limits.handshakesPerSecond())
                        .refillGreedy(limits.handshakesPerSecond(), Duration.ofSeconds(1)))
                .build();
        this.users = new Quota(limits.connections(), limits.perUser());
        this.addresses = new Quota(limits.connections(), limits.perAddress());
    }

    /** Whether one more handshake is looked at now. */
    boolean takesHandshake() {
        return users.hasRoom() && handshakes.tryConsume(1);
    }

    /** Why this user can't have one more connection from this address, if so. */
    Optional<ErrorCode> refusal(String userId, ClientAddress address) {
        if (!users.hasRoom()) {
            return Optional.of(ErrorCode.OVERLOADED);
        }
        return users.hasRoom(userId) && addresses.hasRoom(address.quotaKey())
                ? Optional.empty()
                : Optional.of(ErrorCode.TOO_MANY_CONNECTIONS);
    }

    /** Lets one in, if there is still room; then {@link #leave} must be told when it is gone. */
    synchronized Optional<ErrorCode> enter(String userId, ClientAddress address) {
        Optional<ErrorCode> refusal = refusal(userId, address);
        if (refusal.isEmpty()) {
            users.enter(Optional.of(userId));
            addresses.enter(Optional.of(address.quotaKey()));
        }
        return refusal;
    }

    /** One who was let in is gone. */
    synchronized void leave(String userId, ClientAddress address) {
        users.leave(Optional.of(userId));
        addresses.leave(Optional.of(address.quotaKey()));
    }
}
