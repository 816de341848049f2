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
 * A section that is about to begin: asks the keepers of all nodes whether it has lived elsewhere, and goes on from there, or begins
 * anew if none has anything in time. What it is told meanwhile waits.
 */
final class ArrivingSection extends AbstractBehavior<SectionActor.Command> {

    private static final int MAX_WAITING = 10_000;

    /** How often to look for keepers of nodes that are new here: of those others know, this node hears within seconds. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    private final TimerScheduler<SectionActor.Command> timers;
    private final SectionId section;
    private final Handover handover;
    private final Set<ActorRef<SectionKeeper.Command>> asked = new HashSet<>();
    private final Set<ActorRef<SectionKeeper.Command>> heard = new HashSet<>();
    private final StashBuffer<SectionActor.Command> waiting;
    private final Function<Optional<SectionState>, Behavior<SectionActor.Command>> begin;
    private final Map<UUID, Deposit> deposits = new HashMap<>();
    private boolean isToStop;

    /** @param begin how the section goes on, with the state it had or without */
    static Behavior<SectionActor.Command> create(
            SectionId section,
            Handover handover,
            Duration patience,
            Function<Optional<SectionState>, Behavior<SectionActor.Command>> begin) {
        return handover.isAlone()
                ? begin.apply(Optional.empty())
                : Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                        MAX_WAITING,
                        stash -> new ArrivingSection(context, timers, stash, section, handover, patience, begin))));
    }

    private ArrivingSection(
            ActorContext<SectionActor.Command> context,
            TimerScheduler<SectionActor.Command> timers,
            StashBuffer<SectionActor.Command> waiting,
            SectionId section,
            Handover handover,
            Duration patience,
            Function<Optional<SectionState>, Behavior<SectionActor.Command>> begin) {
        super(context);
        this.timers = timers;
        this.section = section;
        this.handover = handover;
        this.waiting = waiting;
        this.begin = begin;
        askWhoIsThere();
        timers.startTimerWithFixedDelay(SectionActor.Look.INSTANCE, LOOK_INTERVAL);
        timers.startSingleTimer(SectionActor.Overdue.INSTANCE, patience);
    }

    @Override
    public Receive<SectionActor.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(SectionActor.FromKeeper.class, this::onAnswer)
                .onMessageEquals(SectionActor.Look.INSTANCE, this::onLook)
                .onMessageEquals(SectionActor.Overdue.INSTANCE, this::goOn)
                .onMessageEquals(SectionActor.Stop.INSTANCE, this::onStop)
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
        heard.add(message.keeper());
        return handover.areAll(heard) ? goOn() : this;
    }

    private Behavior<SectionActor.Command> onLook() {
        askWhoIsThere();
        return handover.areAll(heard) ? goOn() : this;
    }

    private void askWhoIsThere() {
        for (ActorRef<SectionKeeper.Command> keeper : handover.keepers()) {
            if (asked.add(keeper)) {
                ActorRef<SectionKeeper.Answer> replyTo = getContext()
                        .spawnAnonymous(Behaviors.receiveMessage(answer -> {
                            getContext().getSelf().tell(new SectionActor.FromKeeper(keeper, answer));
                            return Behaviors.same();
                        }));
                keeper.tell(new SectionKeeper.Take(section, replyTo));
            }
        }
    }

    /** What it may have taken already would be lost: it begins first, and leaves then in an orderly way. */
    private Behavior<SectionActor.Command> onStop() {
        isToStop = true;
        return this;
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
        timers.cancelAll();
        if (isToStop) {
            getContext().getSelf().tell(SectionActor.Stop.INSTANCE);
        }
        return waiting.unstashAll(begin.apply(state));
    }
}
