package com.mesaya.realtime.service;

import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.infrastructure.cluster.ClusterMembership;
import com.mesaya.realtime.infrastructure.kafka.SectionEventConsumer;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.rest.MainApi;
import com.mesaya.realtime.infrastructure.section.actor.LagBucket;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.websocket.Connections;
import java.util.List;

/** The gauges that read the state of the service's parts at each scrape, besides the monitor's counters. */
final class Gauges {

    private static final double MILLIS_PER_SECOND = 1e3;

    private Gauges() {}

    static void ofSections(PrometheusMonitor monitor, SectionCensus census) {
        monitor.show("mesaya.sections", "Active sections on this node", census::sections);
        monitor.show("mesaya.log.events", "Events in the logs of this node's sections", census::events);
        monitor.show("mesaya.log.bytes", "Bytes in the logs of this node's sections", census::bytes);
        monitor.show("mesaya.log.entities", "Entities in the logs of this node's sections", census::entities);
        for (LagBucket bucket : LagBucket.values()) {
            monitor.show(
                    "mesaya.subscribers",
                    "Subscribers of this node's sections, by lag in events",
                    () -> census.subscribers(bucket),
                    "lag",
                    bucket.label());
        }
    }

    static void ofClients(
            PrometheusMonitor monitor, Connections connections, Admission.Limits limits, JoinSection joins) {
        monitor.show("mesaya.connections.limit", "Maximum number of WebSockets and event streams", limits::connections);
        monitor.show(
                "mesaya.clients.stalled",
                "Connections whose socket has accepted no pending data for 5 s",
                connections::stalled);
        monitor.show(
                "mesaya.joins.waiting",
                "Joins that wait for their section or for their request to the main API",
                joins::waiting);
    }

    static void ofKafka(PrometheusMonitor monitor, SectionEventConsumer consumer) {
        monitor.show(
                "mesaya.kafka.oldest.in.flight.seconds",
                "Age of the oldest record in flight; 0 if there is none",
                () -> consumer.oldestInFlight().toMillis() / MILLIS_PER_SECOND);
        monitor.show(
                "mesaya.kafka.troubles",
                "Topics that this node may not read, and partitions whose damaged records are not yet skipped",
                consumer::troubles);
    }

    static void ofNeighbours(
            PrometheusMonitor monitor, List<ReadinessCheck> readiness, MainApi mainApi, ClusterMembership membership) {
        monitor.show(
                "mesaya.ready",
                "Whether this node is ready",
                () -> readiness.stream().allMatch(check -> check.waitsFor().isEmpty()) ? 1 : 0);
        monitor.show(
                "mesaya.main.api.asked",
                "Whether requests to the main API are allowed (1), or suspended after too many failures (0)",
                () -> mainApi.degradedWithout().isEmpty() ? 1 : 0);
        monitor.show(
                "mesaya.cluster.members", "Nodes of the cluster that are up, as this node sees it", membership::up);
        monitor.show(
                "mesaya.cluster.unreachable",
                "Nodes of the cluster that this node can't reach",
                membership::unreachable);
    }
}
