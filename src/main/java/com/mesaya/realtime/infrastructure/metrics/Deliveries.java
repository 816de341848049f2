package com.mesaya.realtime.infrastructure.metrics;

import com.mesaya.realtime.domain.log.LogEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;

/**
 * Metrics of deliveries to sockets, of which there may be millions a second. It uses histograms of the Prometheus client, whose
 * buckets are striped; each bucket of Micrometer's is a single cell for which all threads contend. Thread-safe.
 */
final class Deliveries {

    private static final double MILLIS_PER_SECOND = 1e3;

    private final Counter events;
    private final Counter batches;
    private final Counter conflated;
    private final Counter dropped;
    private final DistributionDataPoint freshness;
    private final DistributionDataPoint framesPerWrite;

    Deliveries(PrometheusMeterRegistry registry) {
        events = counter(registry, "mesaya.deliveries", "Events written to a socket, once for each viewer");
        batches = counter(registry, "mesaya.batches", "Writes to sockets that contain events");
        conflated = counter(
                registry, "mesaya.conflated", "Events left out because a newer event of their entity replaced them");
        dropped = counter(registry, "mesaya.dropped", "Events left out for good (drop-oldest)");
        PrometheusRegistry prometheus = registry.getPrometheusRegistry();
        freshness = Histogram.builder()
                .name("mesaya_freshness_seconds")
                .help(
                        "Time from a Kafka record's timestamp until its event was written to a socket, once for each viewer")
                .classicOnly()
                .withoutExemplars()
                .classicUpperBounds(Histograms.seconds())
                .register(prometheus);
        framesPerWrite = Histogram.builder()
                .name("mesaya_write_frames")
                .help("Frames in one write to a socket")
                .classicOnly()
                .withoutExemplars()
                .classicExponentialUpperBounds(1, 2, 9)
                .register(prometheus);
    }

    private static Counter counter(PrometheusMeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void leftOut(long conflatedEvents, long droppedEvents) {
        conflated.increment((double) conflatedEvents);
        dropped.increment((double) droppedEvents);
    }

    void handedOver(int frames, List<LogEntry> entries, Instant since, Instant now) {
        framesPerWrite.observe(frames);
        if (entries.isEmpty()) {
            return;
        }
        batches.increment();
        events.increment(entries.size());
        long nowMs = now.toEpochMilli();
        for (LogEntry entry : entries) {
            Instant recordedAt = entry.event().origin().recordedAt();
            // A viewer that joins, or was away, has not waited since then.
            if (recordedAt != null && !recordedAt.isBefore(since)) {
                freshness.observe(Math.max(0, nowMs - recordedAt.toEpochMilli()) / MILLIS_PER_SECOND);
            }
        }
    }
}
