package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.DeliveredVersion;
import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.FeederProtocol;
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
 * Knows the sections that are awake on its node. Each node has one. A bucket of the directory that begins anew asks all feeders, and
 * each feeder makes its sections register the entities they show.
 */
final class SectionFeeder extends AbstractBehavior<FeederProtocol.Command> {

    static final ServiceKey<FeederProtocol.Command> SERVICE =
            ServiceKey.create(FeederProtocol.Command.class, "section-feeder");

    /** Longer than any section is on its way to another node. */
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(2);

    /** Reports that all events in flight at the time of the hole's report have arrived. */
    private record Over(String hole) implements FeederProtocol.Internal {}

    private record Ended(SectionId section, ActorRef<SectionProtocol.Command> actor)
            implements FeederProtocol.Internal {}

    private final Map<SectionId, ActorRef<SectionProtocol.Command>> sections = new HashMap<>();
    private final IntFunction<List<DeliveredVersion>> delivered;
    private final TimerScheduler<FeederProtocol.Command> timers;
    private final Map<String, FeederProtocol.Missed> missed = new HashMap<>();

    /**
     * @param delivered the versions of a bucket's entities that this node has delivered
     * @param whoElse gets the feeders of all nodes, this one among them
     */
    static Behavior<FeederProtocol.Command> create(
            IntFunction<List<DeliveredVersion>> delivered, Consumer<Set<ActorRef<FeederProtocol.Command>>> whoElse) {
        Behavior<FeederProtocol.Command> feeder = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SectionFeeder(context, timers, delivered, whoElse)));
        // A restart would lose the sections, which report only once.
        return Behaviors.supervise(feeder).onFailure(SupervisorStrategy.resume());
    }

    private SectionFeeder(
            ActorContext<FeederProtocol.Command> context,
            TimerScheduler<FeederProtocol.Command> timers,
            IntFunction<List<DeliveredVersion>> delivered,
            Consumer<Set<ActorRef<FeederProtocol.Command>>> whoElse) {
        super(context);
        this.timers = timers;
        this.delivered = delivered;
        NodeActors.register(context, SERVICE, whoElse);
    }

    @Override
    public Receive<FeederProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FeederProtocol.Feed.class, this::onFeed)
                .onMessage(FeederProtocol.Missed.class, this::onMissed)
                .onMessage(Over.class, this::onOver)
                .onMessage(FeederProtocol.Awake.class, this::onAwake)
                .onMessage(Ended.class, this::onEnded)
                .build();
    }

    private Behavior<FeederProtocol.Command> onFeed(FeederProtocol.Feed feed) {
        var answer =
                new DirectoryProtocol.Fed(getContext().getSelf(), sections.keySet(), delivered.apply(feed.bucket()));
        sections.values().forEach(section -> section.tell(new SectionProtocol.Feed(feed.bucket(), feed.incarnation())));
        feed.replyTo().tell(answer);
        return this;
    }

    private Behavior<FeederProtocol.Command> onAwake(FeederProtocol.Awake awake) {
        sections.put(awake.section(), awake.actor());
        getContext().watchWith(awake.actor(), new Ended(awake.section(), awake.actor()));
        missed.values().forEach(hole -> awake.actor().tell(new SectionProtocol.BeginAnew(hole.renumbered(), true)));
        return this;
    }

    private Behavior<FeederProtocol.Command> onMissed(FeederProtocol.Missed hole) {
        if (missed.putIfAbsent(hole.hole(), hole) == null) {
            timers.startSingleTimer(hole.hole(), new Over(hole.hole()), LONGEST_MOVE);
            sections.values().forEach(section -> section.tell(new SectionProtocol.BeginAnew(hole.renumbered(), false)));
        }
        return this;
    }

    private Behavior<FeederProtocol.Command> onOver(Over over) {
        missed.remove(over.hole());
        return this;
    }

    private Behavior<FeederProtocol.Command> onEnded(Ended ended) {
        sections.remove(ended.section(), ended.actor());
        return this;
    }
}
