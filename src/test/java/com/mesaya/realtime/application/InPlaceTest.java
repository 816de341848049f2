package com.mesaya.realtime.application;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import scala.concurrent.Promise;
import scala.jdk.javaapi.FutureConverters;

class InPlaceTest {

    private static final Duration DELAY = Duration.ofMillis(100);

    private final Promise<String> promise = Promise.apply();
    private final CompletionStage<String> stage = InPlace.of(FutureConverters.asJava(promise.future()));

    @Test
    void goesOnInTheThreadThatCompletes() {
        CompletableFuture<Thread> thread =
                stage.thenApply(value -> Thread.currentThread()).toCompletableFuture();

        promise.success("done");

        assertThat(thread).isCompletedWithValue(Thread.currentThread());
    }

    @Test
    void delaysEverythingInOneThread() {
        CompletableFuture<Thread> one = CompletableFuture.supplyAsync(Thread::currentThread, InPlace.after(DELAY));
        CompletableFuture<Thread> two =
                CompletableFuture.supplyAsync(Thread::currentThread, InPlace.after(DELAY.negated()));

        assertThat(one).succeedsWithin(PATIENCE);
        assertThat(two).succeedsWithin(PATIENCE).isSameAs(one.join());
    }

    @Test
    void delaysByTheGivenTime() {
        long begunNanos = System.nanoTime();
        CompletableFuture<Long> ran = CompletableFuture.supplyAsync(System::nanoTime, InPlace.after(DELAY));

        assertThat(ran).succeedsWithin(PATIENCE);
        assertThat(ran.join() - begunNanos).isGreaterThanOrEqualTo(DELAY.toNanos());
    }

    @Test
    void passesAFailureOn() {
        var failure = new IllegalStateException();

        promise.failure(failure);

        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        assertThat(stage.exceptionally(Throwable::toString).toCompletableFuture())
                .isCompletedWithValue(failure.toString());
    }
}
