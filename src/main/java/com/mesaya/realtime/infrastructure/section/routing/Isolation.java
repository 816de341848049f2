package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.handover.Handover;
import com.mesaya.realtime.infrastructure.section.handover.StateKeeper;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** The directory and the handover of an {@link IsolatedSection}: it registers no entity, and never moves. */
public enum Isolation implements EntityBuckets, Handover {
    INSTANCE;

    @Override
    public boolean tracks(EntityKey entity) {
        return false;
    }

    @Override
    public int bucketOf(EntityKey entity) {
        return 0;
    }

    @Override
    public boolean areAwake() {
        return true;
    }

    @Override
    public void tell(int bucket, DirectoryProtocol.Command command) {}

    @Override
    public void sectionStarted(SectionId section, ActorRef<SectionProtocol.Command> actor) {}

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public Set<ActorRef<StateKeeper.Command>> keepers() {
        return Set.of();
    }

    @Override
    public boolean areAll(Set<ActorRef<StateKeeper.Command>> heard) {
        return true;
    }

    @Override
    public Optional<ActorRef<StateKeeper.Command>> keeperFor(String name) {
        return Optional.empty();
    }

    @Override
    public void forget(String name) {}

    @Override
    public Optional<byte[]> write(SectionMessage state) {
        return Optional.empty();
    }

    @Override
    public void written(byte[] bytes) {}

    @Override
    public <S> Optional<S> read(byte[] bytes, Class<S> type) {
        return Optional.empty();
    }
}
