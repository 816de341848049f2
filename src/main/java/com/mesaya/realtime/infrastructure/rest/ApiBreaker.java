package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * Suspends requests to the main API when it fails for many sections, and lets one request test whether it has recovered.
 *
 * <p>This class judges each failure when it occurs, instead of leaving that to the circuit breaker: the breaker can't ignore a call,
 * and at the start of a call it is unknown which other calls of the same section will fail. Thread-safe.
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

    /** Makes a request, unless requests are suspended. A request without an answer in time fails. */
    <T> CompletionStage<T> call(SectionId section, Supplier<CompletionStage<T>> request) {
        if (!breaker.isClosed()) {
            return InPlace.of(breaker.callWithCircuitBreakerCS(request::get, ApiBreaker::isTrouble));
        }
        return CompletableFuture.completedFuture(request)
                .thenCompose(Supplier::get)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync((answer, failure) -> judge(section, failure), system.executionContext());
    }

    /** Returns whether requests are allowed. */
    boolean isAsked() {
        return isAsked.get();
    }

    /** Judges a result. An error that may be due to the request says nothing about the API's health. */
    private void judge(SectionId section, @Nullable Throwable failure) {
        if (!breaker.isClosed()) {
            return;
        }
        if (failure == null || Failures.causeOf(failure) instanceof EntityStreamSizeException) {
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

    /**
     * Returns whether the failure concerns other sections, too. A section that is too large does not, nor do errors that may be due to
     * the request.
     */
    private static boolean isTrouble(Throwable failure) {
        Throwable cause = Failures.causeOf(failure);
        return cause instanceof MainApiError error ? error.isTrouble() : !(cause instanceof EntityStreamSizeException);
    }

    private void noteTrouble() {
        if (isAsked.getAndSet(false)) {
            LOG.warn(
                    "The main API is failing; requests to it are suspended, and clients that join are refused, and may come back later");
        }
    }

    private void noteRecovery() {
        failing.clear();
        isAsked.set(true);
        LOG.info("The main API answers again");
    }
}
