package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Keeps the states of actors that move from one node to another ({@link Moving}). There is one on each node; an actor that leaves
 * sends its state to the keeper of a node that stays, and asks all keepers when it arrives. A state that nobody takes is dropped
 * after a while, and one that doesn't fit at once. In both cases the actor begins without its state.
 */
public final class StateKeeper extends AbstractBehavior<StateKeeper.Command> {

    static final ServiceKey<Command> SERVICE = ServiceKey.create(Command.class, "state-keeper");

    private static final int TICKS_PER_RETENTION = 4;

    /** The largest number of bytes that are kept, and the time limit of each state. */
    public record Limits(long maxBytes, Duration retention) {}

    public sealed interface Command extends SectionMessage {}

    /** Keep this part of a state. */
    @SuppressWarnings("ArrayRecordComponent") // a part's own bytes, neither copied nor compared
    public record Keep(String name, UUID deposit, int part, int parts, byte[] bytes, ActorRef<Kept> replyTo)
            implements Command {}

    /** The keeper has a part of the deposit. */
    public record Kept(UUID deposit) implements SectionMessage {}

    /** Hand out the state, and keep it no longer. */
    public record Take(String name, ActorRef<Answer> replyTo) implements Command {}

    /** Drop the state: the actor goes on elsewhere. */
    public record Forget(String name) implements Command {}

    private enum Tick implements Command {
        INSTANCE
    }

    /** The answer to {@link Take}. */
    sealed interface Answer extends SectionMessage {}

    /** One part of the state. */
    @SuppressWarnings("ArrayRecordComponent") // a part's own bytes, neither copied nor compared
    public record Part(UUID deposit, Instant since, int part, int parts, byte[] bytes) implements Answer {}

    /** There is no state of that name. */
    public enum Nothing implements Answer {
        INSTANCE
    }

    private final Limits limits;
    private final InstantSource clock;
    private final Map<String, Deposit> deposits = new LinkedHashMap<>();
    private long bytes;

    /** @param whoElse gets the keepers of all nodes, this one among them */
    public static Behavior<Command> create(
            Limits limits, InstantSource clock, Consumer<Set<ActorRef<Command>>> whoElse) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.INSTANCE, limits.retention().dividedBy(TICKS_PER_RETENTION));
            return new StateKeeper(context, limits, clock, whoElse);
        }));
    }

    private StateKeeper(
            ActorContext<Command> context,
            Limits limits,
            InstantSource clock,
            Consumer<Set<ActorRef<Command>>> whoElse) {
        super(context);
        this.limits = limits;
        this.clock = clock;
        NodeActors.register(context, SERVICE, whoElse);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Keep.class, this::onKeep)
                .onMessage(Take.class, this::onTake)
                .onMessage(Forget.class, this::onForget)
                .onMessageEquals(Tick.INSTANCE, this::onTick)
                .build();
    }

    private Behavior<Command> onKeep(Keep keep) {
        Deposit deposit = deposits.get(keep.name());
        if (deposit == null || !deposit.id().equals(keep.deposit())) {
            forget(keep.name());
            deposit = new Deposit(keep.deposit(), clock.instant(), keep.parts());
            deposits.put(keep.name(), deposit);
        }
        bytes += deposit.add(keep.part(), keep.bytes());
        if (bytes > limits.maxBytes()) {
            forget(keep.name());
        } else {
            keep.replyTo().tell(new Kept(keep.deposit()));
        }
        return this;
    }

    private Behavior<Command> onTake(Take take) {
        Deposit deposit = deposits.get(take.name());
        forget(take.name());
        if (deposit == null || !deposit.isComplete()) {
            take.replyTo().tell(Nothing.INSTANCE);
        } else {
            deposit.parts().forEach(take.replyTo()::tell);
        }
        return this;
    }

    private Behavior<Command> onForget(Forget forget) {
        forget(forget.name());
        return this;
    }

    private Behavior<Command> onTick() {
        Instant before = clock.instant().minus(limits.retention());
        deposits.entrySet().stream()
                .filter(deposit -> deposit.getValue().since().isBefore(before))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::forget);
        return this;
    }

    private void forget(String name) {
        Deposit deposit = deposits.remove(name);
        if (deposit != null) {
            bytes -= deposit.bytes();
        }
    }
}
