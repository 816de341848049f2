package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.domain.SectionId;
import java.util.HashSet;
import java.util.Set;

/** Notices that the main API has known no section at all so far, as it does if it is asked at a wrong path. Thread-safe. */
final class UnknownSections {

    /** So many different sections can't all be mistakes of clients. */
    static final int MANY = 3;

    private final Set<SectionId> sections = new HashSet<>();
    private boolean anyIsKnown;

    /** It knows a section, so the path is right. */
    synchronized void noteKnown() {
        anyIsKnown = true;
        sections.clear();
    }

    /** It doesn't know this one; whether that goes for all so far, and they are many. */
    synchronized boolean areAll(SectionId section) {
        if (!anyIsKnown && sections.size() < MANY) {
            sections.add(section);
        }
        return !anyIsKnown && sections.size() == MANY;
    }
}
