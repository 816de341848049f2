package com.mesaya.realtime.infrastructure.section.message;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.domain.entity.DeliveredVersion;
import com.mesaya.realtime.domain.entity.Whereabouts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The messages between a {@code DirectoryActor} and the actors that use it. */
public final class DirectoryProtocol {

    private DirectoryProtocol() {}

    public sealed interface Command extends SectionMessage {}

    /**
     * Looks up which sections these events concern.
     *
     * @param number identifies the message in its answer
     */
    public record LookUp(int bucket, long number, List<EntityChange> changes, ActorRef<Found> replyTo)
            implements Command, Refusable {
        /** Copies the list. */
        public LookUp {
            changes = List.copyOf(changes);
        }

        @Override
        public void refuse() {
            replyTo.tell(new Found(bucket, number, List.of()));
        }
    }

    /**
     * The answer to {@link LookUp}.
     *
     * @param answers for the first events; the others are to be looked up again. Empty if the message can't be sent
     */
    public record Found(int bucket, long number, List<Answer> answers) implements SectionMessage {
        /** Copies the list. */
        public Found {
            answers = List.copyOf(answers);
        }
    }

    /** @param whereabouts null if the bucket failed over the event and is gone, or if the event can't be sent to it */
    public record Answer(@Nullable Whereabouts whereabouts) {}

    /**
     * These sections got an event, and don't show its entity.
     *
     * @param incarnation the incarnation of the directory that named the sections
     * @param ticket the answer that named them
     */
    public record Unregister(EntityKey entity, long incarnation, long ticket, List<SectionId> sections)
            implements Command {
        /** Copies the list. */
        public Unregister {
            sections = List.copyOf(sections);
        }
    }

    /**
     * Registers a section that shows these entities.
     *
     * @param age how long ago they were read at most; null if the bucket, or its last incarnation, knew that already
     */
    public record Register(
            SectionId section,
            long incarnation,
            long request,
            List<ShownEntity> entities,
            @Nullable Duration age,
            ActorRef<SectionProtocol.Command> replyTo)
            implements Command {
        /** Copies the list. */
        public Register {
            entities = List.copyOf(entities);
        }
    }

    /** An incarnation of a section has ended. */
    public record UnregisterAll(SectionId section, long incarnation) implements Command {}

    /**
     * A node's sections, each of which registers the entities it shows.
     *
     * @param delivered the versions of this bucket's entities that the node has delivered
     */
    public record NodeSections(
            ActorRef<RegistrarProtocol.Command> registrar, Set<SectionId> sections, List<DeliveredVersion> delivered)
            implements Command {
        /** Copies the collections. */
        public NodeSections {
            sections = Set.copyOf(sections);
            delivered = List.copyOf(delivered);
        }
    }

    /** Wakes the bucket, which answers when it knows the entities that all sections show. */
    public record Wake(ActorRef<Awake> replyTo) implements Command {}

    /** The bucket is awake. */
    public record Awake(int bucket) implements SectionMessage {}

    /** Stops the bucket. The shard sends it at the end. */
    public enum Stop implements Command {
        INSTANCE
    }

    /** A message of a bucket to itself. */
    public non-sealed interface Internal extends Command, OwnMessage {}
}
