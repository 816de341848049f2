package com.mesaya.realtime;

import com.mesaya.realtime.application.ReadinessCheck;
import com.mesaya.realtime.application.SnapshotGate;
import com.mesaya.realtime.infrastructure.cluster.ClusterMembership;
import com.mesaya.realtime.infrastructure.kafka.SectionEventConsumer;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.rest.MainApi;
import com.mesaya.realtime.infrastructure.section.LagBucket;
import com.mesaya.realtime.infrastructure.section.SectionCensus;
import com.mesaya.realtime.transport.Admission;
import com.mesaya.realtime.transport.Connections;
import java.util.List;

/** What the service's parts know by themselves, as it is shown beside what they tell the monitor. */
final class Gauges {

    private static final double MILLIS_PER_SECOND = 1e3;

    private Gauges() {}

    static void ofSections(PrometheusMonitor monitor, SectionCensus census) {
        monitor.show("mesaya.sections", "Sections that are awake on this node", census::sections);
        monitor.show("mesaya.log.events", "Events in the logs of this node's sections", census::events);
        monitor.show("mesaya.log.bytes", "Bytes in the logs of this node's sections", census::bytes);
        monitor.show(
                "mesaya.log.entities",
                "Entities whose newest event the logs of this node's sections hold",
                census::entities);
        for (LagBucket bucket : LagBucket.values()) {
            monitor.show(
                    "mesaya.subscribers",
                    "Subscribers of this node's sections, by how many events they are behind",
                    () -> census.subscribers(bucket),
                    "lag",
                    bucket.label());
        }
    }

    static void ofClients(
            PrometheusMonitor monitor, Connections connections, Admission.Limits limits, SnapshotGate gate) {
        monitor.show("mesaya.connections.limit", "How many WebSockets are let in", limits::connections);
        monitor.show(
                "mesaya.clients.stalled",
                "Clients that have taken nothing of what waits for them for 5 s",
                connections::stalled);
        monitor.show("mesaya.joins.waiting", "Joins that wait for their turn at the main API", gate::waiting);
    }

    static void ofKafka(PrometheusMonitor monitor, SectionEventConsumer consumer) {
        monitor.show(
                "mesaya.kafka.oldest.in.flight.seconds",
                "For how long the oldest record that was read has not been done; 0 if none is on its way",
                () -> consumer.oldestInFlight().toMillis() / MILLIS_PER_SECOND);
        monitor.show(
                "mesaya.kafka.troubles",
                "Topics that this node may not read, and partitions that wait for damaged records to be passed over",
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
                "Whether the main API is asked, or has its rest after too many failures",
                () -> mainApi.degradedWithout().isEmpty() ? 1 : 0);
        monitor.show("mesaya.cluster.members", "Nodes of the cluster that are up, as this one sees it", membership::up);
        monitor.show(
                "mesaya.cluster.unreachable", "Nodes of the cluster that can't be reached", membership::unreachable);
    }
}
