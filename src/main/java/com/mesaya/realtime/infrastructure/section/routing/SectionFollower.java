package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Follows a section for all of its viewers on this node: one answer per batch, and one request for several of them, for any number of
 * viewers. It repeats a request that has been open for a while: the request then reaches the section at its present node.
 */
final class SectionFollower extends AbstractBehavior<SectionFollower.Command> {

    /** Messages to the follower. */
    sealed interface Command {}

    /** Requests the entries after this cursor, unless the section delivers them anyway. */
    record Request(Cursor from, int batches) implements Command {}

    /** Sends an open request again, since the section may be on another node now. */
    enum Resend implements Command {
        INSTANCE
    }

    /** Ends the requests. */
    enum Close implements Command {
        INSTANCE
    }

    private record Answer(Fetched fetched) implements Command {}

    private enum Tick implements Command {
        INSTANCE
    }

    private final RecipientRef<SectionProtocol.Command> section;
    private final Consumer<Fetched> listener;
    private final ActorRef<Fetched> replyTo;
    private final OpenRequest request = new OpenRequest();
    private int batches;
    private boolean tickedSince;

    /** @param patience how long a request may be open before it is sent again */
    static Behavior<Command> create(
            RecipientRef<SectionProtocol.Command> section, Duration patience, Consumer<Fetched> listener) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.INSTANCE, patience);
            return new SectionFollower(context, section, listener);
        }));
    }

    private SectionFollower(
            ActorContext<Command> context, RecipientRef<SectionProtocol.Command> section, Consumer<Fetched> listener) {
        super(context);
        this.section = section;
        this.listener = listener;
        this.replyTo = context.messageAdapter(Fetched.class, Answer::new);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Answer.class, this::onAnswer)
                .onMessage(Request.class, this::onRequest)
                .onMessageEquals(Resend.INSTANCE, this::onResend)
                .onMessageEquals(Tick.INSTANCE, this::onTick)
                .onMessageEquals(Close.INSTANCE, this::onClose)
                .build();
    }

    private Behavior<Command> onRequest(Request requested) {
        batches = requested.batches();
        if (request.mustAsk(requested.from())) {
            ask(requested.from());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onAnswer(Answer answer) {
        return switch (request.answered(answer.fetched())) {
            case IGNORE -> Behaviors.same();
            case ASK_AGAIN -> onResend();
            case PASS_ON -> {
                listener.accept(answer.fetched());
                yield Behaviors.same();
            }
        };
    }

    private Behavior<Command> onResend() {
        Cursor open = request.reached();
        if (open != null) {
            ask(open);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onTick() {
        if (tickedSince) {
            onResend();
        }
        tickedSince = true;
        return Behaviors.same();
    }

    private Behavior<Command> onClose() {
        section.tell(new SectionProtocol.Unfollow(replyTo));
        return Behaviors.stopped();
    }

    /** Requests the entries as a reader that catches up, since the lag of the feed isn't the lag of a viewer. */
    private void ask(Cursor from) {
        request.begin(from, batches);
        tickedSince = false;
        section.tell(new SectionProtocol.Fetch(from, true, batches, replyTo));
    }
}
