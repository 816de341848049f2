package com.mesaya.realtime.canary;

import com.mesaya.realtime.application.InPlace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Has a new thread started in each of the ways that are forbidden, and in none by the methods that say so. */
public final class StartsThreads {

    private StartsThreads() {}

    static CompletionStage<Done> chainsOnAStageOfPekko(ActorSystem<?> system) {
        return system.getWhenTerminated().thenApply(done -> done);
    }

    static Supplier<CompletionStage<Done>> passesAStageOfPekkoOn(ActorSystem<?> system) {
        return system::getWhenTerminated;
    }

    static CompletionStage<Done> convertsOneStageOfTwo(ActorSystem<?> system) {
        return InPlace.of(system.getWhenTerminated()).thenCompose(done -> system.getWhenTerminated());
    }

    static CompletionStage<Done> runsIntoASinkThatGivesAStage(ActorSystem<?> system) {
        return Source.single(1).runWith(Sink.ignore(), system);
    }

    static CompletionStage<Done> looksAtTheEndOfAStream(ActorSystem<?> system) {
        return Source.single(1)
                .watchTermination((unit, end) -> end)
                .to(Sink.cancelled())
                .run(system);
    }

    static CompletionStage<Integer> convertsByItself(Future<Integer> future) {
        return FutureConverters.asJava(future);
    }

    static CompletionStage<Integer> suppliesAnywhere() {
        return CompletableFuture.supplyAsync(() -> 1);
    }

    static CompletionStage<Integer> goesOnAnywhere(CompletionStage<Integer> stage) {
        return stage.thenApplyAsync(number -> number + 1);
    }

    static Executor delaysByItself() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }

    static CompletionStage<Integer> isAllowed(ActorSystem<?> system, Executor executor) {
        Pair<Integer, CompletionStage<Done>> both = Pair.create(1, InPlace.of(system.getWhenTerminated()));
        return both.second().thenApplyAsync(done -> both.first(), executor);
    }
}
