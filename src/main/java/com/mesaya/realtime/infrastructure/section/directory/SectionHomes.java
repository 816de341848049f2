package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The actors of each section that has registered with a bucket; two while the section moves. The bucket watches them, since a section
 * whose node dies doesn't say so. Not thread-safe.
 */
final class SectionHomes {

    /** Longer than anybody keeps a section that is on its way to another node. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(2);

    /** A section's actor has ended; the section may continue elsewhere. */
    record Ended(SectionId section, ActorRef<SectionProtocol.Command> actor) implements DirectoryProtocol.Internal {}

    /** The section has not started anywhere else. */
    record Gone(SectionId section) implements DirectoryProtocol.Internal {}

    private final ActorContext<DirectoryProtocol.Command> bucket;
    private final TimerScheduler<DirectoryProtocol.Command> timers;
    private final Map<SectionId, Set<ActorRef<SectionProtocol.Command>>> homes = new HashMap<>();

    /** @param bucket gets {@link Ended} and {@link Gone} */
    SectionHomes(ActorContext<DirectoryProtocol.Command> bucket, TimerScheduler<DirectoryProtocol.Command> timers) {
        this.bucket = bucket;
        this.timers = timers;
    }

    /**
     * Adds the actors that registered on another node.
     *
     * @param sections all that have registered
     */
    void restore(List<BucketState.Home> actors, Collection<SectionId> sections) {
        actors.forEach(home -> add(home.section(), home.actor()));
        sections.stream().filter(section -> !homes.containsKey(section)).forEach(this::expectItsReturn);
    }

    void add(SectionId section, ActorRef<SectionProtocol.Command> actor) {
        if (homes.computeIfAbsent(section, first -> new HashSet<>()).add(actor)) {
            timers.cancel(section);
            bucket.watchWith(actor, new Ended(section, actor));
        }
    }

    void remove(Ended ended) {
        homes.computeIfPresent(ended.section(), (id, actors) -> {
            actors.remove(ended.actor());
            return actors.isEmpty() ? null : actors;
        });
        if (!homes.containsKey(ended.section())) {
            expectItsReturn(ended.section());
        }
    }

    private void expectItsReturn(SectionId section) {
        timers.startSingleTimer(section, new Gone(section), GIVEN_UP_AFTER);
    }

    List<BucketState.Home> state() {
        return homes.entrySet().stream()
                .flatMap(home -> home.getValue().stream().map(actor -> new BucketState.Home(home.getKey(), actor)))
                .toList();
    }
}
