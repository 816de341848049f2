package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.Registration;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.typed.ActorRef;

/** A directory of one bucket that takes what it is told, and answers nothing; a test may do so. */
public final class SilentDirectory implements EntityBuckets {

    public final Queue<DirectoryProtocol.Register> registered = new ConcurrentLinkedQueue<>();

    volatile boolean awake = true;

    /** Its answer to what was registered first. */
    public SectionProtocol.Registered answer(boolean complete) {
        return new SectionProtocol.Registered(
                registered.element().request(), 1, new Registration(List.of(), List.of(), complete));
    }

    @Override
    public boolean tracks(EntityKey entity) {
        return true;
    }

    @Override
    public int bucketOf(EntityKey entity) {
        return 0;
    }

    @Override
    public boolean areAwake() {
        return awake;
    }

    @Override
    public void tell(int bucket, DirectoryProtocol.Command command) {
        if (command instanceof DirectoryProtocol.Register register) {
            registered.add(register);
        }
    }

    @Override
    public void sectionStarted(SectionId section, ActorRef<SectionProtocol.Command> actor) {}
}
