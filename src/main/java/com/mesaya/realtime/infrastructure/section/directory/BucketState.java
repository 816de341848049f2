package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.DirectoryState;
import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The state of a bucket of the directory that moves to another node.
 *
 * @param homes the actors that registered for their sections
 */
public record BucketState(DirectoryState directory, List<Home> homes) implements SectionMessage {

    /** Copies the list. */
    public BucketState {
        homes = List.copyOf(homes);
    }

    /** A section's actor. */
    public record Home(SectionId section, ActorRef<SectionProtocol.Command> actor) {}
}
