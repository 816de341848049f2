package com.mesaya.realtime.infrastructure.section;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Long-lived actors of a node. */
public final class NodeActors {

    /** Within this time the shard regions know that the shards of a removed node are gone. */
    private static final Duration REGIONS_KNOW = Duration.ofMillis(500);

    private static final Duration FIRST_RESTART_AFTER = Duration.ofMillis(10);
    private static final Duration LATER_RESTARTS_AFTER = Duration.ofSeconds(1);
    private static final double JITTER = 0.2;

    private NodeActors() {}

    /**
     * Restarts an actor that fails, without end, since nothing else would start it again. Pekko restarts recursively unless it pauses: an
     * actor that failed at each start would overflow the stack, which ends the JVM.
     */
    public static <T> Behavior<T> restarting(Behavior<T> behavior) {
        return Behaviors.supervise(behavior)
                .onFailure(SupervisorStrategy.restartWithBackoff(FIRST_RESTART_AFTER, LATER_RESTARTS_AFTER, JITTER));
    }

    /** Starts an actor that passes answers on, one after the other, as long as the node lives. */
    public static <T> ActorRef<T> receiver(ActorSystem<?> system, String name, Consumer<T> reader) {
        Behavior<T> receiver = Behaviors.receiveMessage(answer -> {
            reader.accept(answer);
            return Behaviors.same();
        });
        return system.systemActorOf(
                Behaviors.supervise(receiver).onFailure(SupervisorStrategy.resume()), name, Props.empty());
    }

    /**
     * Runs an action after each removal of another node from the cluster. A message that is sent then to an actor of that node reaches
     * the actor's next incarnation.
     */
    public static void afterRemovals(ActorSystem<?> system, String name, Runnable action) {
        Cluster cluster = Cluster.get(system);
        UniqueAddress self = cluster.selfMember().uniqueAddress();
        ActorRef<ClusterEvent.MemberRemoved> removals = receiver(system, name, removed -> {
            if (!removed.member().uniqueAddress().equals(self)) {
                system.scheduler().scheduleOnce(REGIONS_KNOW, action, system.executionContext());
            }
        });
        cluster.subscriptions().tell(Subscribe.create(removals, ClusterEvent.MemberRemoved.class));
    }

    /**
     * Lets all nodes find an actor.
     *
     * @param all gets the actors of all nodes, this one among them, whenever one comes or goes
     */
    public static <T> void register(ActorContext<T> context, ServiceKey<T> service, Consumer<Set<ActorRef<T>>> all) {
        var receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(service, context.getSelf()));
        ActorRef<Receptionist.Listing> listings = context.spawnAnonymous(Behaviors.receiveMessage(listing -> {
            all.accept(listing.getServiceInstances(service));
            return Behaviors.same();
        }));
        receptionist.tell(Receptionist.subscribe(service, listings));
    }
}
