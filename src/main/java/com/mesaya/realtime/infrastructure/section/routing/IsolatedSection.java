package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.application.monitor.SectionMonitor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionActor;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.SectionNode;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/**
 * A section in no shard, which only its owner can reach. The directory and the other nodes don't know it, so a node can run its
 * whole path from record to viewer before clients come.
 */
public final class IsolatedSection implements AutoCloseable {

    private final ActorRef<SectionProtocol.Command> actor;
    private final ShardedSections sections;

    /** Starts the section. */
    public IsolatedSection(ActorSystem<?> system, SectionId id, SectionSettings settings, SectionMonitor monitor) {
        var node = new SectionNode(
                settings,
                section -> system.ignoreRef(),
                Isolation.INSTANCE,
                Isolation.INSTANCE,
                new SectionCensus(monitor),
                InstantSource.system());
        actor = system.systemActorOf(SectionActor.create(id, null, node), "isolated-" + id.value(), Props.empty());
        sections = new ShardedSections(system, settings, actor);
    }

    /** Returns the way to the section, whatever id it is asked for. */
    public ShardedSections sections() {
        return sections;
    }

    @Override
    public void close() {
        actor.tell(SectionProtocol.Stop.INSTANCE);
    }
}
