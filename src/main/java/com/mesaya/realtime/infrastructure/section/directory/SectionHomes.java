package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** The actors of each section that has registered with a bucket; two while the section moves. Not thread-safe. */
final class SectionHomes {

    private final Map<SectionId, Set<ActorRef<SectionProtocol.Command>>> homes = new HashMap<>();

    /** Adds an actor. @return whether it is new */
    boolean add(SectionId section, ActorRef<SectionProtocol.Command> actor) {
        return homes.computeIfAbsent(section, first -> new HashSet<>()).add(actor);
    }

    void remove(SectionId section, ActorRef<SectionProtocol.Command> ended) {
        homes.computeIfPresent(section, (id, actors) -> {
            actors.remove(ended);
            return actors.isEmpty() ? null : actors;
        });
    }

    boolean contains(SectionId section) {
        return homes.containsKey(section);
    }

    List<BucketState.Home> state() {
        return homes.entrySet().stream()
                .flatMap(home -> home.getValue().stream().map(actor -> new BucketState.Home(home.getKey(), actor)))
                .toList();
    }
}
