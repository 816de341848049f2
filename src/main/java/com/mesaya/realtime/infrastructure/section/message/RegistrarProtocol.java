package com.mesaya.realtime.infrastructure.section.message;

import com.mesaya.realtime.domain.SectionId;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The messages to the actor on each node that has its sections register with a bucket of the directory. */
public final class RegistrarProtocol {

    private RegistrarProtocol() {}

    public sealed interface Command extends SectionMessage {}

    /** Makes all sections of this node register the entities of this bucket that they show. */
    public record RegisterAll(int bucket, long incarnation, ActorRef<DirectoryProtocol.Command> replyTo)
            implements Command {}

    /**
     * Events may have been lost: makes all sections of this node begin anew, once for each hole.
     *
     * @param renumbered a topic whose offsets stand for other records from now on; null if there is none
     */
    public record Missed(String hole, @Nullable String renumbered) implements Command {}

    /** Messages of a node to its own registrar. */
    public non-sealed interface Internal extends Command, OwnMessage {}

    /** A section has started on this node. */
    public record Awake(SectionId section, ActorRef<SectionProtocol.Command> actor) implements Internal {}
}
