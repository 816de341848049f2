package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ToldVersion;
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
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Knows which sections are awake on its node. There is one on each node; a bucket of the directory that begins anew asks all of
 * them, and each has its sections say what they show.
 */
final class SectionFeeder extends AbstractBehavior<SectionFeeder.Command> {

    static final ServiceKey<Command> SERVICE = ServiceKey.create(Command.class, "section-feeder");

    sealed interface Command extends SectionMessage {}

    /** Have all sections of this node say what they show of this bucket's entities. */
    record Feed(int bucket, long life, ActorRef<DirectoryActor.Command> replyTo) implements Command {}

    /** What a node tells its own feeder. */
    sealed interface Internal extends Command {}

    /** This section lives here from now on. */
    record Awake(SectionId section, ActorRef<SectionActor.Command> actor) implements Internal {}

    private record Ended(SectionId section, ActorRef<SectionActor.Command> actor) implements Internal {}

    private final Map<SectionId, ActorRef<SectionActor.Command>> sections = new HashMap<>();
    private final IntFunction<List<ToldVersion>> told;

    /**
     * @param told what this node has told of a bucket's entities
     * @param whoElse is told of all feeders there are, this one among them
     */
    static Behavior<Command> create(IntFunction<List<ToldVersion>> told, Consumer<Set<ActorRef<Command>>> whoElse) {
        return Behaviors.setup(context -> new SectionFeeder(context, told, whoElse));
    }

    private SectionFeeder(
            ActorContext<Command> context,
            IntFunction<List<ToldVersion>> told,
            Consumer<Set<ActorRef<Command>>> whoElse) {
        super(context);
        this.told = told;
        NodeActors.register(context, SERVICE, whoElse);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Feed.class, this::onFeed)
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
        return this;
    }

    private Behavior<Command> onEnded(Ended ended) {
        sections.remove(ended.section(), ended.actor());
        return this;
    }
}
