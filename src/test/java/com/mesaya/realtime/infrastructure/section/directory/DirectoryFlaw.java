package com.mesaya.realtime.infrastructure.section.directory;

/** What the simulation of the directory can get wrong on purpose, to prove that it would notice. */
enum DirectoryFlaw {
    NONE,
    /** An event is told to the section that it names, and to nobody else. */
    NO_LOOK_UP,
    /** A viewer begins before the directory knows what it shows. */
    CURSOR_BEFORE_DIRECTORY,
    /** What the directory says of events that a section hasn't got is passed over. */
    NOTHING_FOLLOWS,
    /** No section registers with a bucket that begins anew. */
    NO_SECTION_REGISTERS_ANEW,
    /** A section is unregistered before it has got the event. */
    UNREGISTERED_TOO_EARLY,
    /** A section gets an event before the directory has answered, even if the section doesn't show the entity. */
    EARLY_WHERE_UNKNOWN,
    /** A bucket that moves forgets which sections show what it knows. */
    MOVES_WITHOUT_SECTIONS
}
