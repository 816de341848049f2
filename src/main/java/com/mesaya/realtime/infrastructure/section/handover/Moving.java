package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * A sharded actor that takes its state along when it moves to another node in an orderly way.
 *
 * @param type the key under which it is sharded
 * @param id its id in the shard region
 * @param stop the message by which its shard stops it
 * @param own turns a step of the handover into one of its messages
 */
public record Moving<C extends SectionMessage>(
        EntityTypeKey<C> type,
        String id,
        Handover handover,
        SectionSettings.HandoverLimits limits,
        C stop,
        Function<HandoverStep, C> own) {

    /** An actor that has begun repeats after these fractions of the retention that keepers drop its older states. */
    private static final List<Integer> FRACTIONS_OF_RETENTION = List.of(60, 12, 4, 2, 1);

    /** Returns the name under which keepers keep its state. */
    String name() {
        return type.name() + "/" + id;
    }

    /** Returns a behavior that sends the state to a keeper and then stops; empty if no keeper can have the state. */
    public Optional<Behavior<C>> leave(Supplier<SectionMessage> state) {
        Optional<Behavior<C>> leaving = handover.keeperFor(name())
                .flatMap(keeper -> handover.write(state.get()).map(bytes -> Leaving.create(this, keeper, bytes)));
        if (leaving.isEmpty()) {
            dropOlderStates();
        }
        return leaving;
    }

    /** Makes all keepers drop older states of the actor, now and repeatedly, since it begins to change its state. */
    public void begin(TimerScheduler<C> timers) {
        if (!handover.isAlone()) {
            dropOlderStates();
            FRACTIONS_OF_RETENTION.forEach(part -> timers.startSingleTimer(
                    own.apply(new HandoverStep.GoesOn(part)), limits.retention().dividedBy(part)));
        }
    }

    /** Tells all keepers to drop the states that they have of the actor. */
    public void dropOlderStates() {
        handover.forget(name());
    }
}
