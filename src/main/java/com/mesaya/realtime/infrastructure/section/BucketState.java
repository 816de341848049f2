package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.DirectoryState;
import com.mesaya.realtime.domain.SectionId;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The state of a bucket of the directory that moves to another node.
 *
 * @param homes the actors that registered for their sections
 */
record BucketState(DirectoryState directory, List<Home> homes) implements SectionMessage {

    /** Copies the list. */
    BucketState {
        homes = List.copyOf(homes);
    }

    /** A section's actor. */
    record Home(SectionId section, ActorRef<SectionProtocol.Command> actor) {}
}
