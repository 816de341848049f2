package com.mesaya.realtime.service;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Surroundings;
import com.typesafe.config.ConfigFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** A process that can't go on ends, and says why, so that its orchestrator starts another. */
@ExtendWith(Surroundings.Extension.class)
class ServiceEndIT {

    private final Surroundings surroundings;
    private final List<String> lines = new ArrayList<>();
    private final Logger log = (Logger) Proxy.newProxyInstance(
            Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (self, method, arguments) -> {
                Object[] values = arguments.length > 1 ? new Object[] {arguments[1]} : new Object[0];
                lines.add(MessageFormatter.arrayFormat((String) arguments[0], values)
                        .getMessage());
                return null;
            });

    ServiceEndIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void saysThatTheClusterTookItOut() throws Exception {
        Settings settings = settings();
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mesaya-realtime", settings.actorSystem());
        Service service = join(Wiring.start(system, settings));
        join(service.whenReady());
        Cluster cluster = Cluster.get(system);

        cluster.manager().tell(new Down(cluster.selfMember().address()));

        assertThat(join(service.whenEnded())).contains("the cluster took this node out");
        assertThat(ServeCommand.awaitEnd(service, log)).isEqualTo(1);
        assertThat(lastLine()).isEqualTo("Ended, since the cluster took this node out");
    }

    @Test
    void saysThatItsActorSystemEnded() throws Exception {
        Settings settings = settings();
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mesaya-realtime", settings.actorSystem());
        Service service = join(Wiring.start(system, settings));

        system.terminate();

        // Whatever goes first.
        assertThat(join(service.whenEnded()).orElse(""))
                .matches("the actor system ended|the cluster took this node out|the .* no longer .*");
    }

    @Test
    void saysThatAPortIsNoLongerBound() throws Exception {
        Settings settings = settings();
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mesaya-realtime", settings.actorSystem());
        Service service = join(Wiring.start(system, settings));
        join(service.whenReady());

        // Pekko's listeners among them.
        Adapter.toClassic(system)
                .actorSelection("/system/IO-TCP/selectors/*/*")
                .tell(PoisonPill.getInstance(), ActorRef.noSender());

        assertThat(join(service.whenEnded()).orElse("")).contains("port no longer accepts connections");
    }

    @Test
    void hasNothingToSayIfItWasAskedTo() throws Exception {
        Service service = join(Wiring.start(settings()));

        service.stop();

        assertThat(join(service.whenEnded())).isEqualTo(Optional.empty());
        assertThat(ServeCommand.awaitEnd(service, log)).isZero();
        assertThat(lastLine()).isEqualTo("Stopped");
    }

    private Settings settings() {
        return Settings.from(ConfigFactory.parseMap(Map.ofEntries(
                        Map.entry("mesaya.http.host", "127.0.0.1"),
                        Map.entry("mesaya.http.port", 0),
                        Map.entry("mesaya.admin.port", 0),
                        Map.entry("mesaya.jwt.secret", RunningService.SECRET),
                        Map.entry("mesaya.warm-up", "off"),
                        Map.entry("mesaya.rest.base-url", surroundings.api().baseUrl()),
                        Map.entry("mesaya.kafka.brokers", surroundings.brokers()),
                        Map.entry("mesaya.kafka.group-id", "ending-" + UUID.randomUUID()),
                        // Of one that has joined no cluster yet: no coordinator answers its regions.
                        Map.entry("pekko.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout", "2s")))
                .withFallback(ConfigFactory.load()));
    }

    private String lastLine() {
        return lines.get(lines.size() - 1);
    }

    private static <T> T join(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
