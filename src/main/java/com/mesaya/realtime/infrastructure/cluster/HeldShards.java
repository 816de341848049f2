package com.mesaya.realtime.infrastructure.cluster;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.monitor.ShardMonitor;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.ShardRegion.ShardRegionStats;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.pattern.Patterns;
import scala.jdk.javaapi.CollectionConverters;

/** Reports regularly to a monitor which shards this node has, and which have moved since. Thread-safe. */
public final class HeldShards {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final ActorRef region;
    private final ShardMonitor monitor;
    private Set<String> held = Set.of();

    /** Starts the reports. */
    public HeldShards(ActorSystem<?> system, EntityTypeKey<?> sections, ShardMonitor monitor) {
        this.region = ClusterSharding.get(system.classicSystem()).shardRegion(sections.name());
        this.monitor = monitor;
        system.scheduler().scheduleWithFixedDelay(INTERVAL, INTERVAL, this::look, system.executionContext());
    }

    private void look() {
        InPlace.of(Patterns.ask(region, ShardRegion.getRegionStatsInstance(), INTERVAL))
                .thenAccept(answer -> {
                    if (answer instanceof ShardRegionStats stats) {
                        note(CollectionConverters.asJava(stats.stats()).keySet());
                    }
                });
    }

    private synchronized void note(Collection<String> now) {
        var arrived = new HashSet<>(now);
        arrived.removeAll(held);
        var left = new HashSet<>(held);
        left.removeAll(now);
        held = Set.copyOf(now);
        monitor.shardsHeld(held.size(), arrived.size(), left.size());
    }
}
