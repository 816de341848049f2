package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.domain.SectionId;
import java.util.HashSet;
import java.util.Set;

/** Detects that the main API has not known any section so far, as it happens if its path is wrong. Thread-safe. */
final class UnknownSections {

    /** The number of sections that can't all be clients' mistakes. */
    static final int MANY = 3;

    private final Set<SectionId> sections = new HashSet<>();
    private boolean anyIsKnown;

    /** Records a known section, which proves the path right. */
    synchronized void noteKnown() {
        anyIsKnown = true;
        sections.clear();
    }

    /** Records an unknown section. Returns whether all sections so far are unknown, and they are many. */
    synchronized boolean areAll(SectionId section) {
        if (!anyIsKnown && sections.size() < MANY) {
            sections.add(section);
        }
        return !anyIsKnown && sections.size() == MANY;
    }
}
