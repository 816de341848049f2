package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.SectionId;
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
 * Keeps what sections of other nodes held, from the end of one life to the beginning of the next. There is one on each node;
 * a section that moves leaves its state with one that stays, and asks all of them where it wakes up. What nobody asks for is
 * forgotten after a while, and what doesn't fit at once: then the section begins anew, and its viewers take a new snapshot.
 */
final class SectionKeeper extends AbstractBehavior<SectionKeeper.Command> {

    static final ServiceKey<Command> SERVICE = ServiceKey.create(Command.class, "section-keeper");

    private static final int TICKS_PER_LIFE = 4;

    /** How much is kept. */
    record Limits(long maxBytes, Duration life) {}

    sealed interface Command extends SectionMessage {}

    /** Keep this part of a section's state. */
    @SuppressWarnings("ArrayRecordComponent") // a part's own bytes, neither copied nor compared
    record Keep(SectionId section, UUID deposit, int part, int parts, byte[] bytes, ActorRef<Kept> replyTo)
            implements Command {}

    /** A part of a deposit is here. */
    record Kept(UUID deposit) implements SectionMessage {}

    /** Hand out what is kept of a section, and keep it no longer. */
    record Take(SectionId section, ActorRef<Answer> replyTo) implements Command {}

    /** Keep nothing of a section: it goes on elsewhere. */
    record Forget(SectionId section) implements Command {}

    private enum Tick implements Command {
        INSTANCE
    }

    /** What there is of a section. */
    sealed interface Answer extends SectionMessage {}

    /** One part of it. */
    @SuppressWarnings("ArrayRecordComponent") // a part's own bytes, neither copied nor compared
    record Part(UUID deposit, Instant since, int part, int parts, byte[] bytes) implements Answer {}

    /** Nothing. */
    enum Nothing implements Answer {
        INSTANCE
    }

    private final Limits limits;
    private final InstantSource clock;
    private final Map<SectionId, Deposit> deposits = new LinkedHashMap<>();
    private long bytes;

    /** @param whoElse is told of all keepers there are, this one among them */
    static Behavior<Command> create(Limits limits, InstantSource clock, Consumer<Set<ActorRef<Command>>> whoElse) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.INSTANCE, limits.life().dividedBy(TICKS_PER_LIFE));
            return new SectionKeeper(context, limits, clock, whoElse);
        }));
    }

    private SectionKeeper(
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
        Deposit deposit = deposits.get(keep.section());
        if (deposit == null || !deposit.id().equals(keep.deposit())) {
            forget(keep.section());
            deposit = new Deposit(keep.deposit(), clock.instant(), keep.parts());
            deposits.put(keep.section(), deposit);
        }
        bytes += deposit.add(keep.part(), keep.bytes());
        if (bytes > limits.maxBytes()) {
            forget(keep.section());
        } else {
            keep.replyTo().tell(new Kept(keep.deposit()));
        }
        return this;
    }

    private Behavior<Command> onTake(Take take) {
        Deposit deposit = deposits.get(take.section());
        forget(take.section());
        if (deposit == null || !deposit.isComplete()) {
            take.replyTo().tell(Nothing.INSTANCE);
        } else {
            deposit.parts().forEach(take.replyTo()::tell);
        }
        return this;
    }

    private Behavior<Command> onForget(Forget forget) {
        forget(forget.section());
        return this;
    }

    private Behavior<Command> onTick() {
        Instant before = clock.instant().minus(limits.life());
        deposits.entrySet().stream()
                .filter(deposit -> deposit.getValue().since().isBefore(before))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::forget);
        return this;
    }

    private void forget(SectionId section) {
        Deposit deposit = deposits.remove(section);
        if (deposit != null) {
            bytes -= deposit.bytes();
        }
    }
}
