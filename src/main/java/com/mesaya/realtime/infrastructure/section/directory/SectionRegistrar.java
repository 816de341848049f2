package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.DeliveredVersion;
import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.RegistrarProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Knows the sections that are awake on its node. Each node has one. A bucket of the directory that begins anew asks all registrars, and
 * each registrar makes its sections register the entities they show.
 */
final class SectionRegistrar extends AbstractBehavior<RegistrarProtocol.Command> {

    static final ServiceKey<RegistrarProtocol.Command> SERVICE =
            ServiceKey.create(RegistrarProtocol.Command.class, "section-registrar");

    /** Longer than any section is on its way to another node. */
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(2);

    /** Reports that all events in flight at the time of the hole's report have arrived. */
    private record Over(String hole) implements RegistrarProtocol.Internal {}

    private record Ended(SectionId section, ActorRef<SectionProtocol.Command> actor)
            implements RegistrarProtocol.Internal {}

    private final Map<SectionId, ActorRef<SectionProtocol.Command>> sections = new HashMap<>();
    private final IntFunction<List<DeliveredVersion>> delivered;
    private final TimerScheduler<RegistrarProtocol.Command> timers;
    private final Map<String, RegistrarProtocol.Missed> missed = new HashMap<>();

    /**
     * @param delivered the versions of a bucket's entities that this node has delivered
     * @param whoElse gets the registrars of all nodes, this one among them
     */
    static Behavior<RegistrarProtocol.Command> create(
            IntFunction<List<DeliveredVersion>> delivered, Consumer<Set<ActorRef<RegistrarProtocol.Command>>> whoElse) {
        Behavior<RegistrarProtocol.Command> registrar = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SectionRegistrar(context, timers, delivered, whoElse)));
        // A restart would lose the sections, which report only once.
        return Behaviors.supervise(registrar).onFailure(SupervisorStrategy.resume());
    }

    private SectionRegistrar(
            ActorContext<RegistrarProtocol.Command> context,
            TimerScheduler<RegistrarProtocol.Command> timers,
            IntFunction<List<DeliveredVersion>> delivered,
            Consumer<Set<ActorRef<RegistrarProtocol.Command>>> whoElse) {
        super(context);
        this.timers = timers;
        this.delivered = delivered;
        NodeActors.register(context, SERVICE, whoElse);
    }

    @Override
    public Receive<RegistrarProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(RegistrarProtocol.RegisterAll.class, this::onRegisterAll)
                .onMessage(RegistrarProtocol.Missed.class, this::onMissed)
                .onMessage(Over.class, this::onOver)
                .onMessage(RegistrarProtocol.Awake.class, this::onAwake)
                .onMessage(Ended.class, this::onEnded)
                .build();
    }

    private Behavior<RegistrarProtocol.Command> onRegisterAll(RegistrarProtocol.RegisterAll message) {
        var answer = new DirectoryProtocol.NodeSections(
                getContext().getSelf(), sections.keySet(), delivered.apply(message.bucket()));
        sections.values()
                .forEach(section ->
                        section.tell(new SectionProtocol.RegisterAll(message.bucket(), message.incarnation())));
        message.replyTo().tell(answer);
        return this;
    }

    private Behavior<RegistrarProtocol.Command> onAwake(RegistrarProtocol.Awake awake) {
        sections.put(awake.section(), awake.actor());
        getContext().watchWith(awake.actor(), new Ended(awake.section(), awake.actor()));
        missed.values().forEach(hole -> awake.actor().tell(new SectionProtocol.BeginAnew(hole.renumbered(), true)));
        return this;
    }

    private Behavior<RegistrarProtocol.Command> onMissed(RegistrarProtocol.Missed hole) {
        if (missed.putIfAbsent(hole.hole(), hole) == null) {
            timers.startSingleTimer(hole.hole(), new Over(hole.hole()), LONGEST_MOVE);
            sections.values().forEach(section -> section.tell(new SectionProtocol.BeginAnew(hole.renumbered(), false)));
        }
        return this;
    }

    private Behavior<RegistrarProtocol.Command> onOver(Over over) {
        missed.remove(over.hole());
        return this;
    }

    private Behavior<RegistrarProtocol.Command> onEnded(Ended ended) {
        sections.remove(ended.section(), ended.actor());
        return this;
    }
}
