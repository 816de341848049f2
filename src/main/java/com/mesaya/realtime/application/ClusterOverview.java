package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.SectionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Looks at the cluster from one of its nodes. Thread-safe. */
public interface ClusterOverview {

    /**
     * What this node sees now; what others don't answer in time is empty.
     *
     * @param sections those to look for
     */
    CompletionStage<Status> now(Set<SectionId> sections);

    /**
     * The cluster.
     *
     * @param self which node tells
     * @param unreachable whom it can't reach
     * @param owners the address of the node that has it, for each section that was looked for; empty if none is known to
     */
    record Status(String self, List<String> unreachable, List<Node> nodes, Map<SectionId, Optional<String>> owners) {}

    /**
     * One of its nodes.
     *
     * @param address host and port
     * @param status as in {@code up} or {@code leaving}
     * @param leader whether it decides who is let in and out
     * @param oldest whether it decides which node has which shard
     * @param shards how many shards it has
     * @param sections how many sections are alive in them
     * @param viewers how many connections it has
     * @param partitions what it reads, by topic
     */
    record Node(
            String address,
            String status,
            Set<String> roles,
            boolean leader,
            boolean oldest,
            Optional<Integer> shards,
            Optional<Integer> sections,
            Optional<Integer> viewers,
            Map<String, Set<Integer>> partitions) {}
}
