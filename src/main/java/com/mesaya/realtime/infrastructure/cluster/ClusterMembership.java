package com.mesaya.realtime.infrastructure.cluster;

import com.google.common.collect.Iterables;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/** This node's membership in the cluster that shares the sections. Thread-safe. */
public final class ClusterMembership implements ReadinessCheck {

    private final Cluster cluster;
    private final Optional<Route> bootstrapRoute;
    private final CompletableFuture<Done> givenUp = new CompletableFuture<>();

    private ClusterMembership(ActorSystem<?> system, Optional<Route> bootstrapRoute) {
        this.cluster = Cluster.get(system);
        this.bootstrapRoute = bootstrapRoute;
    }

    /** Forms a cluster of this node alone. */
    public static ClusterMembership joinSelf(ActorSystem<?> system) {
        var membership = new ClusterMembership(system, Optional.empty());
        membership
                .cluster
                .manager()
                .tell(Join.create(membership.cluster.selfMember().address()));
        return membership;
    }

    /** Joins the cluster, or forms it. */
    public static ClusterMembership form(ActorSystem<?> system, ClusterSettings settings) {
        ClusterMembership membership = join(system, settings.formation());
        system.scheduler()
                .scheduleOnce(settings.joinTimeout(), membership::giveUpUnlessTakenIn, system.executionContext());
        return membership;
    }

    private static ClusterMembership join(ActorSystem<?> system, ClusterSettings.Formation formation) {
        if (formation instanceof ClusterSettings.Seeds known) {
            var membership = new ClusterMembership(system, Optional.empty());
            List<Address> addresses = known.seeds().stream()
                    .map(seed -> new Address("pekko", system.name(), seed.host(), seed.port()))
                    .toList();
            membership.cluster.manager().tell(new JoinSeedNodes(addresses));
            return membership;
        }
        if (formation == ClusterSettings.Bootstrap.INSTANCE) {
            // Building the routes also gives the bootstrap this node's own address.
            Route route = PekkoManagement.get(system.classicSystem()).getRoutes();
            ClusterBootstrap.get(system.classicSystem()).start();
            return new ClusterMembership(system, Optional.of(route));
        }
        return joinSelf(system);
    }

    private void giveUpUnlessTakenIn() {
        if (!waitsFor().isEmpty()) {
            givenUp.complete(Done.getInstance());
        }
    }

    /** Completes if the node has not been admitted within its time; otherwise never. */
    public CompletionStage<Done> whenGivenUp() {
        return givenUp;
    }

    /** Returns the route by which other nodes discover the cluster; for the admin port only. */
    public Optional<Route> bootstrapRoute() {
        return bootstrapRoute;
    }

    /** Returns the number of nodes that are up, as this node sees it. */
    public int up() {
        return Iterables.size(Iterables.filter(
                cluster.state().getMembers(), member -> member.status().equals(MemberStatus.up())));
    }

    /** Returns the number of nodes that this node's cluster can't reach. */
    public int unreachable() {
        return cluster.state().getUnreachable().size();
    }

    @Override
    public List<String> waitsFor() {
        boolean up = cluster.selfMember().status().equals(MemberStatus.up());
        return up ? List.of() : List.of("the cluster to take this node in");
    }
}
