package com.mesaya.realtime.infrastructure.section.actor;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.RemovalNotification;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionReminder;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The sections of this node that have no viewers. When there are too many, the one that has been idle for the longest time has to end.
 * Thread-safe.
 */
final class UnwatchedSections {

    private final Cache<SectionId, ActorRef<SectionProtocol.Command>> sections;

    UnwatchedSections(int most) {
        sections = CacheBuilder.newBuilder()
                .concurrencyLevel(1)
                .maximumSize(most)
                .removalListener(UnwatchedSections::evict)
                .build();
    }

    private static void evict(RemovalNotification<SectionId, ActorRef<SectionProtocol.Command>> removal) {
        ActorRef<SectionProtocol.Command> section = removal.getValue();
        if (removal.wasEvicted() && section != null) {
            section.tell(SectionReminder.CROWDED);
        }
    }

    /** A section that has no viewers was used. */
    void add(SectionId id, ActorRef<SectionProtocol.Command> section) {
        sections.put(id, section);
    }

    /** The section has a viewer, or has ended. */
    void remove(SectionId id) {
        sections.invalidate(id);
    }
}
