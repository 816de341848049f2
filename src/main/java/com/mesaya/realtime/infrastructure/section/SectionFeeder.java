package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.DeliveredVersion;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Knows which sections are awake on its node. There is one on each node; a bucket of the directory that begins anew asks all of
 * them, and each has its sections say what they show.
 */
final class SectionFeeder extends AbstractBehavior<SectionFeeder.Command> {

    static final ServiceKey<Command> SERVICE = ServiceKey.create(Command.class, "section-feeder");

    /** Longer than any section is on its way to another node. */
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(2);

    sealed interface Command extends SectionMessage {}

    /** Have all sections of this node say what they show of this bucket's entities. */
    record Feed(int bucket, long incarnation, ActorRef<DirectoryProtocol.Command> replyTo) implements Command {}

    /**
     * Events may have been missed: have all sections of this node begin anew, once, however often this hole is reported.
     *
     * @param renumbered a topic whose offsets stand for other records from now on; null if there is none
     */
    record Missed(String hole, @Nullable String renumbered) implements Command {}

    /** Messages of a node to its own feeder. */
    sealed interface Internal extends Command, OwnMessage {}

    /** A section has started on this node. */
    record Awake(SectionId section, ActorRef<SectionProtocol.Command> actor) implements Internal {}

    /** Reports that all events in flight at the time of the hole's report have arrived. */
    private record Over(String hole) implements Internal {}

    private record Ended(SectionId section, ActorRef<SectionProtocol.Command> actor) implements Internal {}

    private final Map<SectionId, ActorRef<SectionProtocol.Command>> sections = new HashMap<>();
    private final IntFunction<List<DeliveredVersion>> delivered;
    private final TimerScheduler<Command> timers;
    private final Map<String, Missed> missed = new HashMap<>();

    /**
     * @param delivered the versions of a bucket's entities that this node has delivered
     * @param whoElse gets the feeders of all nodes, this one among them
     */
    static Behavior<Command> create(
            IntFunction<List<DeliveredVersion>> delivered, Consumer<Set<ActorRef<Command>>> whoElse) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SectionFeeder(context, timers, delivered, whoElse)));
    }

    private SectionFeeder(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            IntFunction<List<DeliveredVersion>> delivered,
            Consumer<Set<ActorRef<Command>>> whoElse) {
        super(context);
        this.timers = timers;
        this.delivered = delivered;
        NodeActors.register(context, SERVICE, whoElse);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Feed.class, this::onFeed)
                .onMessage(Missed.class, this::onMissed)
                .onMessage(Over.class, this::onOver)
                .onMessage(Awake.class, this::onAwake)
                .onMessage(Ended.class, this::onEnded)
                .build();
    }

    private Behavior<Command> onFeed(Feed feed) {
        sections.values().forEach(section -> section.tell(new SectionProtocol.Feed(feed.bucket(), feed.incarnation())));
        feed.replyTo()
                .tell(new DirectoryProtocol.Fed(
                        getContext().getSelf(), sections.keySet(), delivered.apply(feed.bucket())));
        return this;
    }

    private Behavior<Command> onAwake(Awake awake) {
        sections.put(awake.section(), awake.actor());
        getContext().watchWith(awake.actor(), new Ended(awake.section(), awake.actor()));
        missed.values().forEach(hole -> awake.actor().tell(new SectionProtocol.BeginAnew(hole.renumbered(), true)));
        return this;
    }

    private Behavior<Command> onMissed(Missed hole) {
        if (missed.putIfAbsent(hole.hole(), hole) == null) {
            timers.startSingleTimer(hole.hole(), new Over(hole.hole()), LONGEST_MOVE);
            sections.values().forEach(section -> section.tell(new SectionProtocol.BeginAnew(hole.renumbered(), false)));
        }
        return this;
    }

    private Behavior<Command> onOver(Over over) {
        missed.remove(over.hole());
        return this;
    }

    private Behavior<Command> onEnded(Ended ended) {
        sections.remove(ended.section(), ended.actor());
        return this;
    }
}
