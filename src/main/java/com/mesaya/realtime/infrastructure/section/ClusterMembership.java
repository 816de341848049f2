package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.application.ReadinessCheck;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** This node's membership of the cluster the sections are spread over. Thread-safe. */
public final class ClusterMembership implements ReadinessCheck {

    private final Cluster cluster;

    private ClusterMembership(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Forms a cluster of this node alone. */
    public static ClusterMembership joinSelf(ActorSystem<?> system) {
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return new ClusterMembership(cluster);
    }

    @Override
    public List<String> waitsFor() {
        boolean up = cluster.selfMember().status().equals(MemberStatus.up());
        return up ? List.of() : List.of("the cluster to take this node in");
    }
}
