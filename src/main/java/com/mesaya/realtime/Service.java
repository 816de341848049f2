package com.mesaya.realtime;

import com.mesaya.realtime.application.ReadinessCheck;
import com.mesaya.realtime.infrastructure.kafka.SectionEventConsumer;
import com.mesaya.realtime.transport.SectionRoute;
import com.mesaya.realtime.transport.Server;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service. Thread-safe. */
public final class Service {

    private enum Stopped implements CoordinatedShutdown.Reason {
        INSTANCE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration READINESS_INTERVAL = Duration.ofMillis(50);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final Server server;
    private final Server admin;
    private final List<ReadinessCheck> readiness;

    Service(
            ActorSystem<?> system,
            Server server,
            Server admin,
            SectionRoute sections,
            SectionEventConsumer consumer,
            List<ReadinessCheck> readiness) {
        this.system = system;
        this.server = server;
        this.admin = admin;
        this.readiness = List.copyOf(readiness);

        var shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "unbind", server::unbind);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "close-clients", sections::close);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceStop(), "stop-consumer", consumer::stop);
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceStop(),
                "stop-asking",
                () -> Http.get(system).shutdownAllConnectionPools().thenApply(unit -> Done.getInstance()));
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "end-connections", () -> {
            server.abort();
            admin.abort();
            return admin.unbind();
        });
    }

    /** Where clients connect to. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Where operators connect to. */
    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /** Completes once it serves: it has joined the cluster and reads its partitions. Until then it logs what it awaits. */
    public CompletionStage<Done> whenReady() {
        Source.tick(REPORT_INTERVAL, REPORT_INTERVAL, readiness)
                .map(Service::waitsFor)
                .takeWhile(waitsFor -> !waitsFor.isEmpty())
                .runForeach(waitsFor -> LOG.warn("Still waiting for {}", String.join(", ", waitsFor)), system);
        return Source.tick(Duration.ZERO, READINESS_INTERVAL, readiness)
                .filter(checks -> waitsFor(checks).isEmpty())
                .take(1)
                .runWith(Sink.ignore(), system);
    }

    private static List<String> waitsFor(List<ReadinessCheck> checks) {
        return checks.stream().flatMap(check -> check.waitsFor().stream()).toList();
    }

    /** Completes when the service has ended, for whatever reason. */
    public CompletionStage<Done> whenEnded() {
        return system.getWhenTerminated();
    }

    /** Ends in order: no new clients, those there are closed, what is on its way committed, the cluster left. */
    public CompletionStage<Done> stop() {
        return CoordinatedShutdown.get(system).runAll(Stopped.INSTANCE);
    }
}
