package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.InPlace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of the RS256 keys of a JWK set. The set is read as a whole, by one read at a time, at most once per minimum interval, and
 * again before the cache expires. A key counts as unknown only if a read that began after the request for it doesn't have it; until
 * such a read may begin, a bounded number of tokens wait. So tokens with unknown keys cause at most this rate of reads, do not delay
 * tokens with known keys, and leave no state behind. Thread-safe.
 */
final class JwksKeys implements VerificationKeys {

    /** Reads the set. Blocks. */
    @FunctionalInterface
    interface Reader {
        Map<String, Algorithm> read() throws IOException;
    }

    /** Runs a task later. */
    @FunctionalInterface
    interface Timer {
        void after(Duration wait, Runnable task);
    }

    private record KeySet(Map<String, Algorithm> keys, Instant readAt, long number) {}

    private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);

    private final KeySource.Jwks settings;
    private final Reader reader;
    private final InstantSource clock;
    private final Executor blocking;
    private final Timer timer;
    private final Object lock = new Object();
    private volatile KeySet known = new KeySet(Map.of(), Instant.EPOCH, 0);

    /** Start of the last read; guarded by the lock. */
    private Instant askedAt = Instant.EPOCH;

    /** Number of reads; guarded by the lock. */
    private long readings;

    /** Result of the last read, true if it returned a set; guarded by the lock. */
    private CompletableFuture<Boolean> reading = CompletableFuture.completedFuture(true);

    /** Result of the next read, true if it returned a set; guarded by the lock. */
    private CompletableFuture<Boolean> next = CompletableFuture.completedFuture(true);

    /** Number of tokens that wait for the next read; guarded by the lock. */
    private int waiting;

    /** @param blocking runs the reads, which block */
    JwksKeys(KeySource.Jwks settings, Reader reader, InstantSource clock, Executor blocking) {
        this(
                settings,
                reader,
                clock,
                blocking,
                (wait, task) -> InPlace.after(wait).execute(task));
    }

    JwksKeys(KeySource.Jwks settings, Reader reader, InstantSource clock, Executor blocking, Timer timer) {
        this.settings = settings;
        this.reader = reader;
        this.clock = clock;
        this.blocking = blocking;
        this.timer = timer;
    }

    @Override
    public String algorithm() {
        return "RS256";
    }

    @Override
    public CompletionStage<Result> find(@Nullable String keyId) {
        if (keyId == null) {
            return CompletableFuture.completedStage(Missing.UNKNOWN);
        }
        Instant now = clock.instant();
        KeySet here = known;
        Algorithm key = here.keys().get(keyId);
        if (key == null || !isYoungerThan(settings.cacheLife(), here.readAt(), now)) {
            return read(now)
                    .thenCompose(succeeded -> look(keyId, now, succeeded)
                            .map(CompletableFuture::completedFuture)
                            .orElseGet(() -> readNext()
                                    .thenApply(again -> look(keyId, now, again).orElse(Missing.UNAVAILABLE))));
        }
        if (!isYoungerThan(settings.cacheLife().dividedBy(2), here.readAt(), now)) {
            // Reads ahead of the expiry without waiting, so that a temporary failure to read the set has no effect on
            // clients.
            var unused = read(now);
        }
        return CompletableFuture.completedStage(new Found(key));
    }

    /**
     * Looks up a key in the cached set. Returns empty if the read of the set began before the request for this key, which the set may
     * contain by now.
     */
    private Optional<Result> look(String keyId, Instant askedFor, boolean succeeded) {
        KeySet here = known;
        if (!isYoungerThan(settings.cacheLife(), here.readAt(), clock.instant())) {
            return Optional.of(Missing.UNAVAILABLE);
        }
        Algorithm key = here.keys().get(keyId);
        if (key != null) {
            return Optional.of(new Found(key));
        }
        if (!succeeded) {
            return Optional.of(Missing.UNAVAILABLE);
        }
        return here.readAt().isBefore(askedFor) ? Optional.empty() : Optional.of(Missing.UNKNOWN);
    }

    /** Returns the result of the last read, if it is under way or too recent for another; otherwise starts a read. */
    private CompletableFuture<Boolean> read(Instant now) {
        synchronized (lock) {
            if (reading.isDone() && !isYoungerThan(settings.minInterval(), askedAt, now)) {
                boolean wasWell = reading.join();
                askedAt = now;
                readings++;
                reading = start(readings, now, wasWell);
            }
            return reading;
        }
    }

    /**
     * Returns the result of the first read that may begin from now on. All waiting tokens share it; for tokens above the limit it
     * counts as failed.
     */
    private CompletableFuture<Boolean> readNext() {
        synchronized (lock) {
            Duration wait = wait(clock.instant());
            if (wait.compareTo(settings.maxWait()) > 0 || waiting >= settings.maxWaiting()) {
                return CompletableFuture.completedFuture(false);
            }
            if (next.isDone()) {
                var begun = new CompletableFuture<Boolean>();
                next = begun;
                timer.after(wait.plusMillis(1), () -> {
                    var unused = read(clock.instant()).thenAccept(begun::complete);
                });
            }
            waiting++;
            return next.whenComplete((succeeded, never) -> leave());
        }
    }

    private Duration wait(Instant now) {
        return isYoungerThan(settings.minInterval(), askedAt, now)
                ? Duration.between(now, askedAt.plus(settings.minInterval()))
                : Duration.ZERO;
    }

    private void leave() {
        synchronized (lock) {
            waiting--;
        }
    }

    private CompletableFuture<Boolean> start(long number, Instant now, boolean wasWell) {
        try {
            // The read has its own timeout, but it does not cover the wait for the executor, or the name service.
            return CompletableFuture.supplyAsync(() -> readNow(number, now, wasWell), blocking)
                    .exceptionally(error -> false)
                    .completeOnTimeout(false, 2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.completedFuture(false);
        }
    }

    private boolean readNow(long number, Instant startedAt, boolean wasWell) {
        try {
            accept(new KeySet(reader.read(), startedAt, number));
        } catch (IOException | RuntimeException failure) {
            if (wasWell) {
                LOG.warn("The keys at JWT_JWKS_URL can't be read: {}", JwksReader.reason(failure));
            }
            return false;
        }
        if (!wasWell) {
            LOG.info("The keys at JWT_JWKS_URL can be read again");
        }
        return true;
    }

    /** Stores a set unless a later read has already stored one: a read slower than its timeout may end after its successor. */
    private void accept(KeySet read) {
        synchronized (lock) {
            if (read.number() > known.number()) {
                if (!read.keys().keySet().equals(known.keys().keySet())) {
                    LOG.info("The JWKS now holds {} usable keys", read.keys().size());
                }
                known = read;
            }
        }
    }

    /** Returns whether less time than the age has passed; false if the clock was set back. */
    private static boolean isYoungerThan(Duration age, Instant since, Instant now) {
        return !now.isBefore(since) && now.isBefore(since.plus(age));
    }
}
