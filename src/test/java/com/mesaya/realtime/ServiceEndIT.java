package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Surroundings;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process that can't go on ends, and says why, so that its orchestrator starts another. */
@ExtendWith(Surroundings.Extension.class)
class ServiceEndIT {

    private final Surroundings surroundings;

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
    }

    @Test
    void saysThatItsActorSystemEnded() throws Exception {
        Settings settings = settings();
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mesaya-realtime", settings.actorSystem());
        Service service = join(Wiring.start(system, settings));

        system.terminate();

        assertThat(join(service.whenEnded())).isPresent();
    }

    @Test
    void hasNothingToSayIfItWasAskedTo() throws Exception {
        Service service = join(Wiring.start(settings()));

        service.stop();

        assertThat(join(service.whenEnded())).isEqualTo(Optional.empty());
    }

    private Settings settings() {
        return Settings.from(ConfigFactory.parseMap(Map.ofEntries(
                        Map.entry("mesaya.http.host", "127.0.0.1"),
                        Map.entry("mesaya.http.port", 0),
                        Map.entry("mesaya.admin.port", 0),
                        Map.entry("mesaya.jwt.secret", RunningService.SECRET),
                        Map.entry("mesaya.rest.base-url", surroundings.api().baseUrl()),
                        Map.entry("mesaya.kafka.brokers", surroundings.brokers()),
                        Map.entry("mesaya.kafka.group-id", "ending-" + UUID.randomUUID())))
                .withFallback(ConfigFactory.load()));
    }

    private static <T> T join(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
