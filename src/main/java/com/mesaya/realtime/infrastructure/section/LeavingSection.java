package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * A section that ends here to go on elsewhere: has left its state with a keeper, and stops as soon as that has all of it, or in
 * the end without. What it is still told it sends on.
 */
final class LeavingSection extends AbstractBehavior<SectionActor.Command> {

    private static final int PART_BYTES = 256 * 1024;

    private final SectionId section;
    private final Handover handover;
    private final ActorRef<SectionKeeper.Command> keeper;
    private final ActorRef<SectionKeeper.Kept> replyTo;
    private final byte[] state;
    private final UUID deposit = UUID.randomUUID();
    private int sentBytes;

    static Behavior<SectionActor.Command> create(
            SectionId section,
            Handover handover,
            Duration patience,
            ActorRef<SectionKeeper.Command> keeper,
            byte[] state) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(SectionActor.Overdue.INSTANCE, patience);
            return new LeavingSection(context, section, handover, keeper, state);
        }));
    }

    private LeavingSection(
            ActorContext<SectionActor.Command> context,
            SectionId section,
            Handover handover,
            ActorRef<SectionKeeper.Command> keeper,
            byte[] state) {
        super(context);
        this.section = section;
        this.handover = handover;
        this.keeper = keeper;
        this.state = state;
        this.replyTo = context.messageAdapter(SectionKeeper.Kept.class, kept -> SectionActor.PartKept.INSTANCE);
        sendNext();
    }

    private void sendNext() {
        int parts = (state.length + PART_BYTES - 1) / PART_BYTES;
        byte[] bytes = Arrays.copyOfRange(state, sentBytes, Math.min(state.length, sentBytes + PART_BYTES));
        keeper.tell(new SectionKeeper.Keep(section, deposit, sentBytes / PART_BYTES, parts, bytes, replyTo));
        sentBytes += bytes.length;
    }

    @Override
    public Receive<SectionActor.Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(SectionActor.Overdue.INSTANCE, Behaviors::stopped)
                .onMessageEquals(SectionActor.Stop.INSTANCE, () -> this)
                .onMessageEquals(SectionActor.PartKept.INSTANCE, this::onKept)
                .onAnyMessage(this::onAnythingElse)
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<SectionActor.Command> onKept() {
        if (sentBytes == state.length) {
            return Behaviors.stopped();
        }
        sendNext();
        return this;
    }

    private Behavior<SectionActor.Command> onEnd() {
        handover.written(state);
        return this;
    }

    private Behavior<SectionActor.Command> onAnythingElse(SectionActor.Command command) {
        if (!(command instanceof SectionActor.Internal)) {
            handover.forward(section, command);
        }
        return this;
    }
}
