package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.domain.SectionId;
import java.util.HashSet;
import java.util.Set;

/**
 * The sections the main API has failed over since it last answered. As long as they are few, theirs may be the trouble,
 * and whoever asks for them over and over again must not make it anybody else's. Thread-safe.
 */
final class FailingSections {

    /** So many different sections aren't few any more. */
    static final int MANY = 3;

    private final Set<SectionId> sections = new HashSet<>();

    /** How many failures, of this section and those before it, can now be laid at the main API's door. */
    synchronized int failuresShownBy(SectionId section) {
        if (sections.size() == MANY) {
            return 1;
        }
        sections.add(section);
        return sections.size() == MANY ? MANY : 0;
    }

    synchronized void clear() {
        sections.clear();
    }
}
