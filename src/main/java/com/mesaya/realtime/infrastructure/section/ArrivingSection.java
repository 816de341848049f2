package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A section that is about to begin: asks all keepers whether it has lived elsewhere, and goes on from there, or begins anew if
 * none has anything in time. What it is told meanwhile waits.
 */
final class ArrivingSection extends AbstractBehavior<SectionActor.Command> {

    private static final int MAX_WAITING = 10_000;

    private final SectionId section;
    private final Handover handover;
    private final Set<ActorRef<SectionKeeper.Command>> unheard;
    private final StashBuffer<SectionActor.Command> waiting;
    private final Function<Optional<SectionState>, Behavior<SectionActor.Command>> begin;
    private final Map<UUID, Deposit> deposits = new HashMap<>();

    /** @param begin how the section goes on, with the state it had or without */
    static Behavior<SectionActor.Command> create(
            SectionId section,
            Handover handover,
            Duration patience,
            Function<Optional<SectionState>, Behavior<SectionActor.Command>> begin) {
        Set<ActorRef<SectionKeeper.Command>> keepers = handover.keepers();
        return keepers.isEmpty()
                ? begin.apply(Optional.empty())
                : Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                        MAX_WAITING,
                        stash -> new ArrivingSection(
                                context, timers, stash, section, handover, keepers, patience, begin))));
    }

    private ArrivingSection(
            ActorContext<SectionActor.Command> context,
            TimerScheduler<SectionActor.Command> timers,
            StashBuffer<SectionActor.Command> waiting,
            SectionId section,
            Handover handover,
            Set<ActorRef<SectionKeeper.Command>> keepers,
            Duration patience,
            Function<Optional<SectionState>, Behavior<SectionActor.Command>> begin) {
        super(context);
        this.section = section;
        this.handover = handover;
        this.unheard = new HashSet<>(keepers);
        this.waiting = waiting;
        this.begin = begin;
        keepers.forEach(keeper -> {
            ActorRef<SectionKeeper.Answer> replyTo = context.spawnAnonymous(Behaviors.receiveMessage(answer -> {
                context.getSelf().tell(new SectionActor.FromKeeper(keeper, answer));
                return Behaviors.same();
            }));
            keeper.tell(new SectionKeeper.Take(section, replyTo));
        });
        timers.startSingleTimer(SectionActor.Overdue.INSTANCE, patience);
    }

    @Override
    public Receive<SectionActor.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(SectionActor.FromKeeper.class, this::onAnswer)
                .onMessageEquals(SectionActor.Overdue.INSTANCE, this::onOverdue)
                .onMessageEquals(SectionActor.Stop.INSTANCE, Behaviors::stopped)
                .onAnyMessage(this::onAnythingElse)
                .build();
    }

    private Behavior<SectionActor.Command> onAnswer(SectionActor.FromKeeper message) {
        if (message.answer() instanceof SectionKeeper.Part part) {
            Deposit deposit =
                    deposits.computeIfAbsent(part.deposit(), id -> new Deposit(id, part.since(), part.parts()));
            deposit.add(part.part(), part.bytes());
            if (!deposit.isComplete()) {
                return this;
            }
        }
        unheard.remove(message.keeper());
        return unheard.isEmpty() ? goOn() : this;
    }

    private Behavior<SectionActor.Command> onOverdue() {
        handover.forgetLater(section, Set.copyOf(unheard));
        return goOn();
    }

    private Behavior<SectionActor.Command> onAnythingElse(SectionActor.Command command) {
        if (!waiting.isFull()) {
            waiting.stash(command);
        }
        return this;
    }

    /** From the last life there is something of. */
    private Behavior<SectionActor.Command> goOn() {
        Optional<SectionState> state = deposits.values().stream()
                .filter(Deposit::isComplete)
                .max((one, other) -> one.since().compareTo(other.since()))
                .flatMap(deposit -> handover.read(deposit.whole()));
        getContext().getChildren().forEach(getContext()::stop);
        return waiting.unstashAll(begin.apply(state));
    }
}
