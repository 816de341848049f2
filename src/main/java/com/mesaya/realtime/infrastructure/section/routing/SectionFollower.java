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
import org.jspecify.annotations.Nullable;

/**
 * Follows a section for all of its viewers on this node: one request and one answer per batch, for any number of viewers. If no
 * answer comes for a while, it repeats the request, which then reaches the section at its present node.
 */
final class SectionFollower extends AbstractBehavior<SectionFollower.Command> {

    /** Messages to the follower. */
    sealed interface Command {}

    /** Requests the entries after this cursor. */
    record Request(Cursor from) implements Command {}

    /** Sends an unanswered request again, since the section may be on another node now. */
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
    private @Nullable Cursor asked;
    private boolean tickedSince;

    /** @param patience how long an answer may take before the request is sent again */
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
                .onMessageEquals(Close.INSTANCE, Behaviors::stopped)
                .build();
    }

    private Behavior<Command> onRequest(Request request) {
        ask(request.from());
        return this;
    }

    private Behavior<Command> onAnswer(Answer answer) {
        if (asked != null) {
            asked = null;
            listener.accept(answer.fetched());
        }
        return this;
    }

    private Behavior<Command> onResend() {
        if (asked != null) {
            ask(asked);
        }
        return this;
    }

    private Behavior<Command> onTick() {
        if (asked != null && tickedSince) {
            ask(asked);
        }
        tickedSince = true;
        return this;
    }

    /** Requests the entries as a reader that catches up, since the lag of the feed isn't the lag of a viewer. */
    private void ask(Cursor from) {
        asked = from;
        tickedSince = false;
        section.tell(new SectionProtocol.Fetch(from, true, replyTo));
    }
}
