package com.mesaya.realtime.infrastructure.cluster;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.operations.ClusterOverview;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;
import org.apache.pekko.cluster.sharding.ShardRegion.ShardRegionStats;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import scala.jdk.javaapi.CollectionConverters;

/** Reports the cluster's state from Pekko's membership and sharding, and from the nodes' own reports. Thread-safe. */
public final class ObservedCluster implements ClusterOverview {

    private static final Duration SHARDS_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Set<MemberStatus> AGED =
            Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final EntityTypeKey<?> sections;
    private final ReadPartitions partitions;
    private final ViewerCounts viewers;
    /** Maps a section to its shard, as sharding does by default. */
    private final HashCodeMessageExtractor<?> shards;

    public ObservedCluster(
            ActorSystem<?> system, EntityTypeKey<?> sections, ReadPartitions partitions, ViewerCounts viewers) {
        this.system = system;
        this.cluster = Cluster.get(system);
        this.sections = sections;
        this.partitions = partitions;
        this.viewers = viewers;
        this.shards = new HashCodeMessageExtractor<>(
                ClusterShardingSettings.create(system).numberOfShards());
    }

    @Override
    public CompletionStage<Status> now(Set<SectionId> asked) {
        CompletionStage<ClusterShardingStats> stats = AskPattern.ask(
                ClusterSharding.get(system).shardState(),
                replyTo -> new GetClusterShardingStats(sections, SHARDS_TIMEOUT, replyTo),
                PATIENCE,
                system.scheduler());
        return InPlace.of(stats)
                .handle((answer, failure) -> status(failure == null ? answer.getRegions() : Map.of(), asked));
    }

    private Status status(Map<Address, ShardRegionStats> regions, Set<SectionId> asked) {
        CurrentClusterState state = cluster.state();
        List<Member> members =
                StreamSupport.stream(state.getMembers().spliterator(), false).toList();
        Optional<Member> oldest = members.stream()
                .filter(member -> AGED.contains(member.status()))
                .reduce((one, other) -> one.isOlderThan(other) ? one : other);
        return new Status(
                text(cluster.selfMember().address()),
                state.getUnreachable().stream()
                        .map(member -> text(member.address()))
                        .sorted()
                        .toList(),
                members.stream()
                        .map(member -> node(
                                member,
                                member.address().equals(state.getLeader()),
                                oldest.filter(member::equals).isPresent(),
                                Optional.ofNullable(regions.get(member.address()))))
                        .toList(),
                asked.stream().collect(Collectors.toMap(Function.identity(), section -> owner(section, regions))));
    }

    private Optional<String> owner(SectionId section, Map<Address, ShardRegionStats> regions) {
        String shard = shards.shardId(section.value());
        return regions.entrySet().stream()
                .filter(region -> region.getValue().stats().contains(shard))
                .map(region -> text(region.getKey()))
                .findAny();
    }

    private Node node(Member member, boolean leader, boolean oldest, Optional<ShardRegionStats> region) {
        Optional<Map<String, Integer>> shards =
                region.map(stats -> CollectionConverters.asJava(stats.stats()).entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, shard -> ((Number) shard.getValue()).intValue())));
        return new Node(
                text(member.address()),
                member.status().toString().toLowerCase(Locale.ROOT),
                new TreeSet<>(member.getRoles()),
                leader,
                oldest,
                shards.map(Map::size),
                shards.map(alive ->
                        alive.values().stream().mapToInt(Integer::intValue).sum()),
                viewers.of(member.uniqueAddress()),
                partitions.readBy(member.uniqueAddress()));
    }

    private static String text(Address address) {
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }
}
