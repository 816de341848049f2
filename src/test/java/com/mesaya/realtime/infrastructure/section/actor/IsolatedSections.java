package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.routing.Isolation;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Sections without a directory, which never move, for tests of other packages. */
public final class IsolatedSections {

    private final SectionCensus census;
    private final InstantSource clock;

    public IsolatedSections(SectionCensus census, InstantSource clock) {
        this.census = census;
        this.clock = clock;
    }

    public Behavior<SectionProtocol.Command> section(
            SectionId id,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ActorRef<SectionProtocol.Command> nextIncarnation,
            SectionSettings settings) {
        var node = new SectionNode(
                settings, section -> nextIncarnation, Isolation.INSTANCE, Isolation.INSTANCE, census, clock);
        return SectionActor.create(id, shard, node);
    }
}
