package com.mesaya.realtime.domain.entity;

import com.mesaya.realtime.domain.SectionId;
import java.util.List;

/**
 * The sections that an event concerns.
 *
 * @param incarnation the incarnation of the directory that answers
 * @param ticket the number of this answer in that incarnation
 * @param news false if a newer event of the entity is known; then no section gets this one
 * @param sections the sections that get the event, among them the one it names
 */
public record Whereabouts(long incarnation, long ticket, boolean news, List<SectionId> sections) {

    /** The value for no incarnation. */
    public static final long NOBODY = 0;

    /** The value for an incarnation that has not answered yet. */
    public static final long UNANSWERED = -1;

    /** Copies the list. */
    public Whereabouts {
        sections = List.copyOf(sections);
    }
}
