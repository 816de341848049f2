package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import org.apache.pekko.actor.typed.ActorRef;

/** A section's way to the directory of entities, each of which has its place in one of the directory's buckets. Thread-safe. */
interface EntityBuckets {

    /** A directory that looks up no event. */
    EntityBuckets NONE = new EntityBuckets() {
        @Override
        public boolean tracks(EntityKey entity) {
            return false;
        }

        @Override
        public int bucketOf(EntityKey entity) {
            return 0;
        }

        @Override
        public void tell(int bucket, DirectoryActor.Command command) {}

        @Override
        public void awake(SectionId section, ActorRef<SectionActor.Command> actor) {}
    };

    /** Returns whether events of the entity are looked up. */
    boolean tracks(EntityKey entity);

    /** Returns the bucket of the entity, the same on every node. */
    int bucketOf(EntityKey entity);

    /** Tells a bucket something; it may get lost. */
    void tell(int bucket, DirectoryActor.Command command);

    /** A section lives on this node from now on, and is to be told of each bucket that begins anew. */
    void awake(SectionId section, ActorRef<SectionActor.Command> actor);
}
