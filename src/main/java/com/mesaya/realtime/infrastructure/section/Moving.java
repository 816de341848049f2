package com.mesaya.realtime.infrastructure.section;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A sharded actor that takes its state along when it moves to another node in an orderly way.
 *
 * @param name the name of its state, unique among all actors that move
 * @param stop the message by which its shard stops it
 * @param own turns a step of the handover into one of its messages
 * @param forward sends a message to the actor's next incarnation, wherever that lives
 */
record Moving<C extends SectionMessage>(
        String name,
        Handover handover,
        SectionSettings.HandoverLimits limits,
        C stop,
        Function<HandoverStep, C> own,
        Consumer<C> forward) {

    /**
     * The times at which the keepers are told again to drop older states, as fractions of the time for which they keep them.
     */
    private static final List<Integer> FRACTIONS_OF_RETENTION = List.of(60, 12, 4, 2, 1);

    /** Leaves the state with a keeper and stops then; empty if the actor is to stop without. */
    Optional<Behavior<C>> leave(Supplier<SectionMessage> state) {
        Optional<Behavior<C>> leaving = handover.keeperFor(name)
                .flatMap(keeper -> handover.write(state.get()).map(bytes -> Leaving.create(this, keeper, bytes)));
        if (leaving.isEmpty()) {
            dropOlderStates();
        }
        return leaving;
    }

    /** From now on the actor changes its state, so those that keepers may still have are void. */
    void begin(TimerScheduler<C> timers) {
        if (!handover.isAlone()) {
            dropOlderStates();
            FRACTIONS_OF_RETENTION.forEach(part -> timers.startSingleTimer(
                    own.apply(new HandoverStep.GoesOn(part)), limits.life().dividedBy(part)));
        }
    }

    /** Tells the keepers so. */
    void dropOlderStates() {
        handover.forget(name);
    }
}
