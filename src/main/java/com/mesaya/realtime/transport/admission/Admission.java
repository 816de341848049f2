package com.mesaya.realtime.transport.admission;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.mesaya.realtime.domain.ErrorCode;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;

/** Limits the number of clients: in all, per user, per address, and per second. Thread-safe. */
public final class Admission {

    /**
     * Limits of admission.
     *
     * @param connections the number of WebSockets and event streams
     * @param perUser the number of them per user
     * @param perAddress the number of them per address
     * @param handshakesPerSecond the number of handshakes answered per second; as many at once
     * @param handshakesPerSecondAndAddress the number of handshakes per second from one address
     */
    public record Limits(
            int connections, int perUser, int perAddress, int handshakesPerSecond, int handshakesPerSecondAndAddress) {}

    /** The limit on counted addresses, since addresses are easily made up; the count of an evicted address starts anew. */
    private static final int MAX_ADDRESSES = 100_000;

    private final Bucket handshakes;
    private final LoadingCache<String, Bucket> handshakesByAddress;
    private final Quota users;
    private final Quota addresses;

    /** Creates an admission without any clients. */
    public Admission(Limits limits) {
        this.handshakes = Buckets.perSecond(limits.handshakesPerSecond(), limits.handshakesPerSecond());
        this.handshakesByAddress = CacheBuilder.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build(CacheLoader.from(address -> Buckets.perSecond(
                        limits.handshakesPerSecondAndAddress(), limits.handshakesPerSecondAndAddress())));
        this.users = new Quota(limits.connections(), limits.perUser());
        this.addresses = new Quota(limits.connections(), limits.perAddress());
    }

    /**
     * Counts a handshake from this address, and returns whether it is within the limits. The address's own limit comes first, so that
     * one address does not use up the share of others.
     */
    public boolean takesHandshake(ClientAddress address) {
        return users.hasRoom()
                && handshakesByAddress.getUnchecked(address.quotaKey()).tryConsume(1)
                && handshakes.tryConsume(1);
    }

    /** Returns the reason why this user cannot have one more connection from this address, if there is one. */
    public Optional<ErrorCode> refusal(String userId, ClientAddress address) {
        if (!users.hasRoom()) {
            return Optional.of(ErrorCode.OVERLOADED);
        }
        return users.hasRoom(userId) && addresses.hasRoom(address.quotaKey())
                ? Optional.empty()
                : Optional.of(ErrorCode.TOO_MANY_CONNECTIONS);
    }

    /** Admits one connection if there is still room. The caller then calls {@link #leave} when the connection ends. */
    public synchronized Optional<ErrorCode> enter(String userId, ClientAddress address) {
        Optional<ErrorCode> refusal = refusal(userId, address);
        if (refusal.isEmpty()) {
            users.enter(Optional.of(userId));
            addresses.enter(Optional.of(address.quotaKey()));
        }
        return refusal;
    }

    /** Releases an admitted connection. */
    public synchronized void leave(String userId, ClientAddress address) {
        users.leave(Optional.of(userId));
        addresses.leave(Optional.of(address.quotaKey()));
    }
}
