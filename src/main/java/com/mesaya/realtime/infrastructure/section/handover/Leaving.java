package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.message.OwnMessage;
import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import java.util.Arrays;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * A moving actor that ends on this node: sends its state to a keeper part by part, and stops as soon as the keeper has all parts,
 * or when its time is over. It forwards the messages that still reach it.
 */
final class Leaving<C extends SectionMessage> extends AbstractBehavior<C> {

    private static final int PART_BYTES = 256 * 1024;

    private final Moving<C> moving;
    private final ActorRef<StateKeeper.Command> keeper;
    private final ActorRef<StateKeeper.Kept> replyTo;
    private final byte[] state;
    private final UUID deposit = UUID.randomUUID();
    private int sentBytes;

    static <C extends SectionMessage> Behavior<C> create(
            Moving<C> moving, ActorRef<StateKeeper.Command> keeper, byte[] state) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(
                    moving.own().apply(HandoverStep.Overdue.INSTANCE),
                    moving.limits().patience());
            return new Leaving<>(context, moving, keeper, state);
        }));
    }

    private Leaving(ActorContext<C> context, Moving<C> moving, ActorRef<StateKeeper.Command> keeper, byte[] state) {
        super(context);
        this.moving = moving;
        this.keeper = keeper;
        this.state = state;
        this.replyTo = context.messageAdapter(
                StateKeeper.Kept.class, kept -> moving.own().apply(HandoverStep.PartKept.INSTANCE));
        sendNext();
    }

    private void sendNext() {
        int parts = (state.length + PART_BYTES - 1) / PART_BYTES;
        byte[] bytes = Arrays.copyOfRange(state, sentBytes, Math.min(state.length, sentBytes + PART_BYTES));
        keeper.tell(new StateKeeper.Keep(moving.name(), deposit, sentBytes / PART_BYTES, parts, bytes, replyTo));
        sentBytes += bytes.length;
    }

    @Override
    public Receive<C> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onMessage)
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<C> onMessage(C message) {
        if (message instanceof HandoverStep.Overdue) {
            return Behaviors.stopped();
        }
        if (message instanceof HandoverStep.PartKept) {
            return onKept();
        }
        if (!message.equals(moving.stop()) && !(message instanceof OwnMessage)) {
            ClusterSharding.get(getContext().getSystem())
                    .entityRefFor(moving.type(), moving.id())
                    .tell(message);
        }
        return this;
    }

    private Behavior<C> onKept() {
        if (sentBytes == state.length) {
            return Behaviors.stopped();
        }
        sendNext();
        return this;
    }

    private Behavior<C> onEnd() {
        moving.handover().written(state);
        return this;
    }
}
