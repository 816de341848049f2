package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.pattern.CircuitBreaker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the main API a rest when it fails over many sections, and has one request find out whether it has recovered.
 *
 * <p>A failure is judged when it is there, and not by the breaker itself: that can't pass a call over, and at the start of a
 * call nobody knows which others, of the same section, are going to fail. Thread-safe.
 */
final class ApiBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(ApiBreaker.class);

    private final ActorSystem<?> system;
    private final Duration timeout;
    private final CircuitBreaker breaker;
    private final FailingSections failing = new FailingSections();
    private final AtomicBoolean isAsked = new AtomicBoolean(true);

    ApiBreaker(ActorSystem<?> system, RestSettings.Breaker limits, Duration timeout) {
        this.system = system;
        this.timeout = timeout;
        this.breaker = CircuitBreaker.create(
                        system.classicSystem().scheduler(), limits.maxFailures(), timeout, limits.reset())
                .withExponentialBackoff(limits.maxReset())
                .addOnOpenListener(this::noteTrouble)
                .addOnCloseListener(this::noteRecovery);
    }

    /** Makes a request, unless the main API has its rest. One without an answer in time fails. */
    <T> CompletionStage<T> call(SectionId section, Supplier<CompletionStage<T>> request) {
        if (!breaker.isClosed()) {
            return InPlace.of(breaker.callWithCircuitBreakerCS(request::get, ApiBreaker::isTrouble));
        }
        return CompletableFuture.completedFuture(request)
                .thenCompose(Supplier::get)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync((answer, failure) -> judge(section, failure), system.executionContext());
    }

    /** Whether it is asked, or has its rest. */
    boolean isAsked() {
        return isAsked.get();
    }

    /** An error that may be one request's says neither that the API is well nor that it isn't. */
    private void judge(SectionId section, @Nullable Throwable failure) {
        if (!breaker.isClosed()) {
            return;
        }
        if (failure == null || causeOf(failure) instanceof EntityStreamSizeException) {
            failing.clear();
            breaker.succeed();
        } else if (isTrouble(failure)) {
            for (int failures = failing.failuresShownBy(section); failures > 0; failures--) {
                breaker.fail();
            }
        }
    }

    private static boolean isTrouble(Optional<?> answer, Optional<Throwable> failure) {
        return failure.filter(ApiBreaker::isTrouble).isPresent();
    }

    /** A section that is too large is trouble for nobody else, and nor is every error. */
    private static boolean isTrouble(Throwable failure) {
        Throwable cause = causeOf(failure);
        return cause instanceof MainApiError error ? error.isTrouble() : !(cause instanceof EntityStreamSizeException);
    }

    static Throwable causeOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? failure : cause;
    }

    private void noteTrouble() {
        if (isAsked.getAndSet(false)) {
            LOG.warn(
                    "The main API is in trouble; it isn't asked for a while, and whoever joins is told to come back later");
        }
    }

    private void noteRecovery() {
        failing.clear();
        isAsked.set(true);
        LOG.info("The main API answers again");
    }
}
