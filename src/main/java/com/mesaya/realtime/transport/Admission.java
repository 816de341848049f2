package com.mesaya.realtime.transport;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
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
     * @param handshakesPerSecondAndAddress how many of them may come from one address
     */
    public record Limits(
            int connections, int perUser, int perAddress, int handshakesPerSecond, int handshakesPerSecondAndAddress) {}

    /** Addresses are made up easily; the handshakes of those that are forgotten are counted anew. */
    private static final int MAX_ADDRESSES = 100_000;

    private final Bucket handshakes;
    private final LoadingCache<String, Bucket> handshakesByAddress;
    private final Quota users;
    private final Quota addresses;

    /** Nobody is in yet. */
    public Admission(Limits limits) {
        this.handshakes = perSecond(limits.handshakesPerSecond());
        this.handshakesByAddress = CacheBuilder.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build(CacheLoader.from(address -> perSecond(limits.handshakesPerSecondAndAddress())));
        this.users = new Quota(limits.connections(), limits.perUser());
        this.addresses = new Quota(limits.connections(), limits.perAddress());
    }

    private static Bucket perSecond(int count) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(count).refillGreedy(count, Duration.ofSeconds(1)))
                .build();
    }

    /** Whether one more handshake from this address is looked at now. Its own share comes first, so that one takes no other's. */
    boolean takesHandshake(ClientAddress address) {
        return users.hasRoom()
                && handshakesByAddress.getUnchecked(address.quotaKey()).tryConsume(1)
                && handshakes.tryConsume(1);
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
