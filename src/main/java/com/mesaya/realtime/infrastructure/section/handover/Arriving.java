package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
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
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A moving actor that is about to begin on this node: asks the keepers of all nodes for its state, and begins with it, or without
 * if no keeper has one in time. Messages that reach it meanwhile wait.
 */
public final class Arriving<C extends SectionMessage, S extends SectionMessage> extends AbstractBehavior<C> {

    private static final int MAX_WAITING = 10_000;

    /** The interval between looks for keepers of nodes that are new here: this node hears within seconds of those that others know. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    private final Moving<C> moving;
    private final Class<S> type;
    private final Function<Optional<S>, Behavior<C>> begin;
    private final TimerScheduler<C> timers;
    private final StashBuffer<C> waiting;
    private final Set<ActorRef<StateKeeper.Command>> asked = new HashSet<>();
    private final Set<ActorRef<StateKeeper.Command>> heard = new HashSet<>();
    private final Map<UUID, Deposit> deposits = new HashMap<>();
    private boolean isToStop;

    /** @param begin how the actor begins, with the state it had or without */
    public static <C extends SectionMessage, S extends SectionMessage> Behavior<C> create(
            Moving<C> moving, Class<S> type, Function<Optional<S>, Behavior<C>> begin) {
        return Behaviors.setup(context -> moving.handover().isAlone()
                ? begin.apply(Optional.empty())
                : Behaviors.withTimers(timers -> Behaviors.withStash(
                        MAX_WAITING, stash -> new Arriving<>(context, timers, stash, moving, type, begin))));
    }

    private Arriving(
            ActorContext<C> context,
            TimerScheduler<C> timers,
            StashBuffer<C> waiting,
            Moving<C> moving,
            Class<S> type,
            Function<Optional<S>, Behavior<C>> begin) {
        super(context);
        this.timers = timers;
        this.waiting = waiting;
        this.moving = moving;
        this.type = type;
        this.begin = begin;
        askWhoIsThere();
        timers.startTimerWithFixedDelay(moving.own().apply(HandoverStep.Look.INSTANCE), LOOK_INTERVAL);
        timers.startSingleTimer(
                moving.own().apply(HandoverStep.Overdue.INSTANCE),
                moving.limits().patience());
    }

    @Override
    public Receive<C> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::onMessage).build();
    }

    private Behavior<C> onMessage(C message) {
        if (message instanceof HandoverStep.FromKeeper answer) {
            return onAnswer(answer);
        }
        if (message instanceof HandoverStep.Look) {
            askWhoIsThere();
            return beginIfAllAnswered();
        }
        if (message instanceof HandoverStep.Overdue) {
            return begin();
        }
        if (message.equals(moving.stop())) {
            // A keeper may have handed out the state already, and stopping now would lose it. So the actor begins
            // first, and then leaves.
            isToStop = true;
        } else if (!waiting.isFull()) {
            waiting.stash(message);
        }
        return this;
    }

    private Behavior<C> onAnswer(HandoverStep.FromKeeper message) {
        if (message.answer() instanceof StateKeeper.Part part) {
            Deposit deposit =
                    deposits.computeIfAbsent(part.deposit(), id -> new Deposit(id, part.since(), part.parts()));
            deposit.add(part.part(), part.bytes());
            if (!deposit.isComplete()) {
                return this;
            }
        }
        heard.add(message.keeper());
        return beginIfAllAnswered();
    }

    private Behavior<C> beginIfAllAnswered() {
        return moving.handover().areAll(heard) ? begin() : this;
    }

    private void askWhoIsThere() {
        ActorRef<C> self = getContext().getSelf();
        for (ActorRef<StateKeeper.Command> keeper : moving.handover().keepers()) {
            if (asked.add(keeper)) {
                ActorRef<StateKeeper.Answer> replyTo = getContext()
                        .spawnAnonymous(
                                Behaviors.receiveMessage(answer -> {
                                    self.tell(moving.own().apply(new HandoverStep.FromKeeper(keeper, answer)));
                                    return Behaviors.same();
                                }),
                                DispatcherSelector.sameAsParent());
                keeper.tell(new StateKeeper.Take(moving.name(), replyTo));
            }
        }
    }

    /** Begins with the newest state that a keeper had. */
    private Behavior<C> begin() {
        Optional<S> state = deposits.values().stream()
                .filter(Deposit::isComplete)
                .max((one, other) -> one.since().compareTo(other.since()))
                .flatMap(deposit -> moving.handover().read(deposit.whole(), type));
        getContext().getChildren().forEach(getContext()::stop);
        timers.cancelAll();
        if (isToStop) {
            getContext().getSelf().tell(moving.stop());
        }
        return waiting.unstashAll(begin.apply(state));
    }
}
