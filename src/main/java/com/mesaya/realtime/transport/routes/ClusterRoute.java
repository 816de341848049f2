package com.mesaya.realtime.transport.routes;

import com.mesaya.realtime.application.operations.ClusterOverview;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** The {@code /cluster} route: the nodes and their state, for the admin port only. Thread-safe. */
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

    /** Returns the route. The parameter {@code ?section=…}, which may be repeated, asks for the node that hosts a section. */
    public Route route() {
        return path("cluster", () -> get(() -> parameterList("section", this::answer)));
    }

    private Route answer(List<String> ids) {
        List<Optional<SectionId>> parsed = ids.stream().map(SectionId::parse).toList();
        if (parsed.stream().anyMatch(Optional::isEmpty)) {
            return complete(Errors.response(ErrorCode.INVALID_SECTION));
        }
        Set<SectionId> sections = parsed.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
        return completeWithFuture(overview.now(sections).thenApply(status -> Json.response(200, body(status))));
    }

    private static Map<String, Object> body(ClusterOverview.Status status) {
        var body = new HashMap<String, Object>(Map.of(
                "self",
                status.self(),
                "unreachable",
                status.unreachable(),
                "nodes",
                status.nodes().stream().map(ClusterRoute::node).toList()));
        if (!status.owners().isEmpty()) {
            var owners = new HashMap<String, @Nullable String>();
            status.owners().forEach((section, owner) -> owners.put(section.value(), owner.orElse(null)));
            body.put("owners", owners);
        }
        return body;
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

    /** Returns null for an unknown count, as the JSON has it. */
    private static @Nullable Integer orNull(Optional<Integer> count) {
        return count.orElse(null);
    }
}
