package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import org.apache.pekko.actor.typed.ActorRef;

/** A section's way to the directory of entities. Each entity belongs to one of the directory's buckets. Thread-safe. */
public interface EntityBuckets {

    /** Returns whether events of the entity are looked up. */
    boolean tracks(EntityKey entity);

    /** Returns the bucket of the entity, the same on every node. */
    int bucketOf(EntityKey entity);

    /** Returns whether all buckets have answered lately. A bucket whose node has died doesn't, until it has begun on another node. */
    boolean areAwake();

    /** Sends a message to a bucket; it may get lost. */
    void tell(int bucket, DirectoryProtocol.Command command);

    /** A section has started on this node. It gets a {@link SectionProtocol.RegisterAll} from each bucket that begins anew. */
    void sectionStarted(SectionId section, ActorRef<SectionProtocol.Command> actor);
}
