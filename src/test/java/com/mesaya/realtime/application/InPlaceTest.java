package com.mesaya.realtime.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import scala.concurrent.Promise;
import scala.jdk.javaapi.FutureConverters;

class InPlaceTest {

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
    void passesAFailureOn() {
        var failure = new IllegalStateException();

        promise.failure(failure);

        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        assertThat(stage.exceptionally(Throwable::toString).toCompletableFuture())
                .isCompletedWithValue(failure.toString());
    }
}
