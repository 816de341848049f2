package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.ClusterOverview;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** {@code /cluster}: the nodes and what each does, for the admin port only. Thread-safe. */
public final class ClusterRoute extends AllDirectives {

    private record Node(
            String address,
            String status,
            Set<String> roles,
            boolean leader,
            boolean oldest,
            @Nullable Integer shards,
            @Nullable Integer sections,
            @Nullable Integer viewers,
            Map<String, Set<Integer>> partitions) {}

    private final ClusterOverview overview;

    public ClusterRoute(ClusterOverview overview) {
        this.overview = overview;
    }

    /** The route. */
    public Route route() {
        return path(
                "cluster",
                () -> get(() -> completeWithFuture(overview.now()
                        .thenApply(status -> Json.response(
                                200,
                                Map.of(
                                        "self",
                                        status.self(),
                                        "unreachable",
                                        status.unreachable(),
                                        "nodes",
                                        status.nodes().stream()
                                                .map(ClusterRoute::node)
                                                .toList()))))));
    }

    private static Node node(ClusterOverview.Node node) {
        return new Node(
                node.address(),
                node.status(),
                node.roles(),
                node.leader(),
                node.oldest(),
                orNull(node.shards()),
                orNull(node.sections()),
                orNull(node.viewers()),
                node.partitions());
    }

    /** In JSON what isn't known is null. */
    private static @Nullable Integer orNull(Optional<Integer> count) {
        return count.orElse(null);
    }
}
