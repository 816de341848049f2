package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ToldVersion;
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
    record Feed(int bucket, long life, ActorRef<DirectoryActor.Command> replyTo) implements Command {}

    /**
     * Events may have been missed: have all sections of this node begin anew, once, however often this hole is told.
     *
     * @param renumbered a topic whose offsets stand for other records from now on; null if there is none
     */
    record Missed(String hole, @Nullable String renumbered) implements Command {}

    /** Messages of a node to its own feeder. */
    sealed interface Internal extends Command, OwnMessage {}

    /** This section lives here from now on. */
    record Awake(SectionId section, ActorRef<SectionActor.Command> actor) implements Internal {}

    /** Reports that all events in flight at the time of the hole's report have arrived. */
    private record Over(String hole) implements Internal {}

    private record Ended(SectionId section, ActorRef<SectionActor.Command> actor) implements Internal {}

    private final Map<SectionId, ActorRef<SectionActor.Command>> sections = new HashMap<>();
    private final IntFunction<List<ToldVersion>> told;
    private final TimerScheduler<Command> timers;
    private final Map<String, Missed> missed = new HashMap<>();

    /**
     * @param told what this node has told of a bucket's entities
     * @param whoElse is told of all feeders there are, this one among them
     */
    static Behavior<Command> create(IntFunction<List<ToldVersion>> told, Consumer<Set<ActorRef<Command>>> whoElse) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SectionFeeder(context, timers, told, whoElse)));
    }

    private SectionFeeder(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            IntFunction<List<ToldVersion>> told,
            Consumer<Set<ActorRef<Command>>> whoElse) {
        super(context);
        this.timers = timers;
        this.told = told;
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
        sections.values().forEach(section -> section.tell(new SectionActor.Feed(feed.bucket(), feed.life())));
        feed.replyTo()
                .tell(new DirectoryActor.Fed(getContext().getSelf(), sections.keySet(), told.apply(feed.bucket())));
        return this;
    }

    private Behavior<Command> onAwake(Awake awake) {
        sections.put(awake.section(), awake.actor());
        getContext().watchWith(awake.actor(), new Ended(awake.section(), awake.actor()));
        missed.values().forEach(hole -> awake.actor().tell(new SectionActor.BeginAnew(hole.renumbered(), true)));
        return this;
    }

    private Behavior<Command> onMissed(Missed hole) {
        if (missed.putIfAbsent(hole.hole(), hole) == null) {
            timers.startSingleTimer(hole.hole(), new Over(hole.hole()), LONGEST_MOVE);
            sections.values().forEach(section -> section.tell(new SectionActor.BeginAnew(hole.renumbered(), false)));
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
