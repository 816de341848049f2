package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.application.feed.SectionFeed;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.Fetched;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Owns the {@link SectionFeed} of one section on this node, and writes to its viewers' sockets. When the actor fails, it ends its
 * viewers' connections, and the viewers come back.
 */
final class FeedActor extends AbstractBehavior<FeedActor.Command> {

    /** Messages to the feed. */
    sealed interface Command {}

    /** Hands this connection's socket over to the feed. */
    record Attach(LiveConnection viewer, ActorRef socket) implements Command {}

    /** Stops events to this connection; the feed still writes the connection's own frames. */
    record Silence(LiveConnection viewer) implements Command {}

    /** Removes a connection that has ended. */
    record Detach(LiveConnection viewer) implements Command {}

    /**
     * A frame of the connection itself.
     *
     * @param last whether nothing follows it
     * @param replyTo gets {@link LiveMerge.Written}, if there is one
     */
    record Control(
            LiveConnection viewer,
            ByteString frame,
            boolean last,
            @Nullable ActorRef replyTo) implements Command {}

    /** The acknowledgement of {@code pekko.io.Tcp} that the socket accepted the last write. */
    record Taken(LiveConnection viewer) implements Command, Tcp.Event {}

    /**
     * The section's answer to the separate fetch of one viewer.
     *
     * @param fetched null if the section couldn't be reached
     */
    record FetchedAlone(LiveConnection viewer, @Nullable Fetched fetched) implements Command {}

    /** Stops the actor: no viewers of the section are left on this node. */
    enum Stop implements Command {
        INSTANCE
    }

    private record FromSection(long askedFor, Fetched fetched) implements Command {}

    /** The pause after a batch is over. */
    private enum PauseOver implements Command {
        INSTANCE
    }

    /**
     * A feed that stopped would leave connections without events, so it restarts without end. Pekko restarts recursively unless it
     * pauses: a feed that failed at each start would overflow the stack, which ends the JVM.
     */
    private static final Duration FIRST_RESTART_AFTER = Duration.ofMillis(10);

    private static final Duration LATER_RESTARTS_AFTER = Duration.ofSeconds(1);
    private static final double JITTER = 0.2;

    /** The number of messages that wait for a restart: several from each connection of a large section. */
    private static final int MAX_WAITING = 100_000;

    private final SectionId section;
    private final SectionSubscriptions sections;
    private final Turn turn;
    private final SectionFeed feed;
    private final FeedPauses pauses;
    private final TimerScheduler<Command> timers;
    private final Set<LiveConnection> viewers = new HashSet<>();
    private SectionSubscriptions.@Nullable Following following;
    private long followedEpoch;
    private Duration pause = Duration.ZERO;
    private @Nullable Cursor next;

    static Behavior<Command> create(
            SectionId section, SectionSubscriptions sections, SectionFeed.Limits limits, FeedPauses pauses) {
        Behavior<Command> feed = Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new FeedActor(context, timers, section, sections, limits, pauses)));
        return Behaviors.supervise(feed)
                .onFailure(SupervisorStrategy.restartWithBackoff(FIRST_RESTART_AFTER, LATER_RESTARTS_AFTER, JITTER)
                        .withStashCapacity(MAX_WAITING));
    }

    private FeedActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            SectionId section,
            SectionSubscriptions sections,
            SectionFeed.Limits limits,
            FeedPauses pauses) {
        super(context);
        this.timers = timers;
        this.pauses = pauses;
        this.section = section;
        this.sections = sections;
        this.turn = new Turn(Adapter.toClassic(context.getSelf()));
        this.feed = new SectionFeed(limits, this::request, InstantSource.system());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Taken.class, this::onTaken)
                .onMessage(FromSection.class, this::onFromSection)
                .onMessage(Control.class, this::onControl)
                .onMessage(FetchedAlone.class, this::onFetchedAlone)
                .onMessage(Attach.class, this::onAttach)
                .onMessage(Silence.class, this::onSilence)
                .onMessage(Detach.class, this::onDetach)
                .onMessageEquals(PauseOver.INSTANCE, this::onPauseOver)
                .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
                .onSignal(PreRestart.class, signal -> onFailure())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onTaken(Taken taken) {
        turn.begin();
        if (taken.viewer().hasTakenAll()) {
            feed.acknowledged(taken.viewer());
            taken.viewer().report();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onFromSection(FromSection answer) {
        turn.begin();
        pause = pauses.after(answer.fetched(), viewers.size());
        feed.fetched(answer.askedFor(), answer.fetched());
        pause = Duration.ZERO;
        return Behaviors.same();
    }

    private Behavior<Command> onFetchedAlone(FetchedAlone answer) {
        turn.begin();
        feed.fetchedAlone(answer.viewer(), answer.fetched());
        return Behaviors.same();
    }

    private Behavior<Command> onControl(Control control) {
        turn.begin();
        control.viewer().addControl(control);
        if (control.last()) {
            feed.silence(control.viewer());
        }
        feed.offer(control.viewer());
        return Behaviors.same();
    }

    private Behavior<Command> onAttach(Attach attach) {
        turn.begin();
        viewers.add(attach.viewer());
        attach.viewer().attach(attach.socket(), turn);
        feed.attach(attach.viewer());
        return Behaviors.same();
    }

    private Behavior<Command> onDetach(Detach detach) {
        viewers.remove(detach.viewer());
        feed.detach(detach.viewer());
        return Behaviors.same();
    }

    private Behavior<Command> onSilence(Silence silence) {
        feed.silence(silence.viewer());
        return Behaviors.same();
    }

    /** Follows each epoch with a new request channel, so that an answer to one epoch is not mistaken for an answer to another. */
    private void request(Cursor from) {
        if (following == null || followedEpoch != from.epoch()) {
            unfollow();
            followedEpoch = from.epoch();
            var self = getContext().getSelf();
            following = sections.follow(section, fetched -> self.tell(new FromSection(from.epoch(), fetched)));
        }
        if (pause.isZero()) {
            next = null;
            timers.cancel(PauseOver.INSTANCE);
            following.request(from, pauses.batches(viewers.size()));
        } else {
            next = from;
            timers.startSingleTimer(PauseOver.INSTANCE, pause);
        }
    }

    private Behavior<Command> onPauseOver() {
        if (following != null && next != null && next.epoch() == followedEpoch) {
            following.request(next, pauses.batches(viewers.size()));
        }
        next = null;
        return Behaviors.same();
    }

    private void unfollow() {
        if (following != null) {
            following.close();
            following = null;
        }
    }

    private Behavior<Command> onFailure() {
        viewers.forEach(LiveConnection::abort);
        return onEnd();
    }

    private Behavior<Command> onEnd() {
        unfollow();
        return Behaviors.same();
    }
}
