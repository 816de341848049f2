package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.domain.SectionId;
import java.util.HashSet;
import java.util.Set;

/**
 * The sections for which the main API has failed since its last success. As long as they are few, the sections may be the cause, and
 * repeated requests for them must not affect other sections. Thread-safe.
 */
final class FailingSections {

    /** Failures of this many different sections count as failures of the main API itself. */
    static final int MANY = 3;

    private final Set<SectionId> sections = new HashSet<>();

    /**
     * Counts a failure of this section. Returns the number of failures, including earlier ones, for which the main API now counts as
     * the cause.
     */
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
