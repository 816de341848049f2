package com.mesaya.realtime.service;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.infrastructure.cluster.ClusterMembership;
import com.mesaya.realtime.infrastructure.kafka.SectionEventConsumer;
import com.mesaya.realtime.transport.server.Server;
import com.mesaya.realtime.transport.websocket.Drain;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service. Thread-safe. */
public final class Service {

    private enum Reason implements CoordinatedShutdown.Reason {
        ASKED_TO,
        GAVE_UP
    }

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration READINESS_INTERVAL = Duration.ofMillis(50);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final Server server;
    private final Server admin;
    private final Drain drain;
    private final List<ReadinessCheck> readiness;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    Service(
            ActorSystem<?> system,
            Server server,
            Server admin,
            Drain drain,
            SectionEventConsumer consumer,
            ClusterMembership membership,
            List<ReadinessCheck> readiness) {
        this.system = system;
        this.server = server;
        this.admin = admin;
        this.drain = drain;
        this.readiness = List.copyOf(readiness);

        var shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "say-not-ready", drain::announce);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "unbind", server::unbind);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "drain", drain::run);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceStop(), "stop-consumer", consumer::stop);
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceStop(),
                "stop-asking",
                () -> InPlace.of(Http.get(system).shutdownAllConnectionPools()).thenApply(unit -> Done.getInstance()));
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "end-connections", () -> {
            server.abort();
            admin.abort();
            return admin.unbind();
        });

        endsWith(server.whenUnbound(), "the public port no longer accepts connections");
        endsWith(admin.whenUnbound(), "the admin port no longer accepts connections");
        endsWith(consumer.whenFinished(), "the topics are no longer read");
        endsWith(membership.whenGivenUp(), "no cluster took this node in within CLUSTER_JOIN_TIMEOUT");
    }

    /** Ends the service when a part ends, since nothing restarts these parts: the process must be replaced. */
    private void endsWith(CompletionStage<Done> part, String reason) {
        part.whenComplete((done, cause) -> {
            if (CoordinatedShutdown.get(system).getShutdownReason().isEmpty()) {
                failure.set(cause == null ? reason : reason + ": " + cause);
                var unused = end(Reason.GAVE_UP);
            }
        });
    }

    /** Returns the address for clients. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Returns the address for operators. */
    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /**
     * Completes once the service is ready: it has joined the cluster and reads its partitions. Until then it logs the missing
     * conditions.
     */
    public CompletionStage<Done> whenReady() {
        var unused = InPlace.of(Source.tick(REPORT_INTERVAL, REPORT_INTERVAL, readiness)
                .map(Service::waitsFor)
                .takeWhile(waitsFor -> !waitsFor.isEmpty())
                .runForeach(waitsFor -> LOG.warn("Still waiting for {}", String.join(", ", waitsFor)), system));
        return InPlace.of(Source.tick(Duration.ZERO, READINESS_INTERVAL, readiness)
                .filter(checks -> waitsFor(checks).isEmpty())
                .take(1)
                .runWith(Sink.ignore(), system));
    }

    private static List<String> waitsFor(List<ReadinessCheck> checks) {
        return checks.stream().flatMap(check -> check.waitsFor().stream()).toList();
    }

    /** Completes when the service has ended; with the reason, unless it was stopped on request. */
    public CompletionStage<Optional<String>> whenEnded() {
        return InPlace.of(system.getWhenTerminated()).thenApply(done -> {
            Optional<CoordinatedShutdown.Reason> reason =
                    CoordinatedShutdown.get(system).getShutdownReason();
            return reason.filter(Reason.ASKED_TO::equals).isPresent()
                    ? Optional.empty()
                    : Optional.of(Objects.requireNonNullElseGet(failure.get(), () -> inWords(reason)));
        });
    }

    private static String inWords(Optional<CoordinatedShutdown.Reason> reason) {
        return reason.filter(CoordinatedShutdown.clusterDowningReason()::equals).isPresent()
                ? "the cluster took this node out"
                : reason.map(Object::toString).orElse("the actor system ended");
    }

    /**
     * Stops in order: reports not ready, accepts no new clients, closes connections a few at a time, commits the records in flight,
     * leaves the cluster.
     */
    public CompletionStage<Done> stop() {
        return end(Reason.ASKED_TO);
    }

    private CompletionStage<Done> end(Reason reason) {
        return InPlace.of(CoordinatedShutdown.get(system).runAll(reason));
    }

    /** Closes all remaining connections at once, if the service is stopping. */
    void hurry() {
        drain.hurry();
    }
}
