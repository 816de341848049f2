package com.mesaya.realtime.domain;

import java.util.List;

/**
 * The sections that an event concerns.
 *
 * @param life which life of the directory answers
 * @param ticket that life's number of this answer
 * @param news whether it is as new as anything known of its entity; else nobody is to be told
 * @param sections all that are to be told, the one it names among them
 */
public record Whereabouts(long life, long ticket, boolean news, List<Place> sections) {

    /** The value for no incarnation. */
    public static final long NOBODY = 0;

    /** Copies the list. */
    public Whereabouts {
        sections = List.copyOf(sections);
    }

    /**
     * A section that shows an entity.
     *
     * @param life the life of the section that does; {@link #NOBODY} if that isn't known yet, or if it doesn't
     */
    public record Place(SectionId section, long life) {}
}
