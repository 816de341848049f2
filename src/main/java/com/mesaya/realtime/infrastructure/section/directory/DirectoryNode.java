package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.handover.Handover;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The parts of a node that all of its buckets share.
 *
 * @param patience the longest time to wait until the sections have registered the entities they show
 * @param handover takes a bucket's state to another node
 */
record DirectoryNode(
        DirectoryLimits limits,
        Supplier<RollCall.Registrars> registrars,
        Duration patience,
        Handover handover,
        SectionSettings.HandoverLimits handoverLimits,
        InstantSource clock) {}
