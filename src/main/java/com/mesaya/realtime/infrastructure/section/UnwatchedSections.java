package com.mesaya.realtime.infrastructure.section;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.RemovalNotification;
import com.mesaya.realtime.domain.SectionId;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The sections of this node that nobody watches. Only so many keep their logs: when there are more, the one in which nothing has happened
 * for longest is told to end. Thread-safe.
 */
final class UnwatchedSections {

    private final Cache<SectionId, ActorRef<SectionActor.Command>> sections;

    UnwatchedSections(int most) {
        sections = CacheBuilder.newBuilder()
                .concurrencyLevel(1)
                .maximumSize(most)
                .removalListener(UnwatchedSections::tell)
                .build();
    }

    private static void tell(RemovalNotification<SectionId, ActorRef<SectionActor.Command>> removal) {
        ActorRef<SectionActor.Command> section = removal.getValue();
        if (removal.wasEvicted() && section != null) {
            section.tell(SectionActor.Crowded.INSTANCE);
        }
    }

    /** Something has happened in a section that nobody watches. */
    void note(SectionId id, ActorRef<SectionActor.Command> section) {
        sections.put(id, section);
    }

    /** It is watched, or no more. */
    void forget(SectionId id) {
        sections.invalidate(id);
    }
}
