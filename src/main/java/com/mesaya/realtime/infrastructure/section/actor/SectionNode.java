package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.handover.Handover;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.InstantSource;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;

/**
 * The parts of a node that all of its sections share.
 *
 * @param sections the way to a section, which starts if it has ended
 * @param handover takes a section's state to another node
 * @param buckets the directory of entities
 * @param unwatched the sections of the node that have no viewers
 * @param census collects the metrics of the node's sections
 */
public record SectionNode(
        SectionSettings settings,
        Function<SectionId, RecipientRef<SectionProtocol.Command>> sections,
        Handover handover,
        EntityBuckets buckets,
        UnwatchedSections unwatched,
        SectionCensus census,
        InstantSource clock) {

    /** A node that has no sections yet. */
    public SectionNode(
            SectionSettings settings,
            Function<SectionId, RecipientRef<SectionProtocol.Command>> sections,
            Handover handover,
            EntityBuckets buckets,
            SectionCensus census,
            InstantSource clock) {
        this(settings, sections, handover, buckets, new UnwatchedSections(settings.maxUnwatched()), census, clock);
    }
}
