package com.mesaya.realtime.application.operations;

import com.mesaya.realtime.domain.SectionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Reports the cluster's state as one of its nodes sees it. Thread-safe. */
public interface ClusterOverview {

    /**
     * Returns the cluster as this node sees it now. A value that another node does not answer in time is empty.
     *
     * @param sections the sections whose owners are looked up
     */
    CompletionStage<Status> now(Set<SectionId> sections);

    /**
     * The state of the cluster.
     *
     * @param self the node that answers
     * @param unreachable the nodes it cannot reach
     * @param nodes the members of the cluster
     * @param owners for each section that was looked up, the address of the node that hosts it; empty if unknown
     */
    record Status(String self, List<String> unreachable, List<Node> nodes, Map<SectionId, Optional<String>> owners) {}

    /**
     * A node of the cluster.
     *
     * @param address host and port
     * @param status for example {@code up} or {@code leaving}
     * @param leader whether it admits and removes members
     * @param oldest whether it assigns shards to nodes
     * @param shards the number of shards on the node
     * @param sections the number of active sections in them
     * @param viewers the number of its connections
     * @param partitions the partitions it reads, by topic
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
