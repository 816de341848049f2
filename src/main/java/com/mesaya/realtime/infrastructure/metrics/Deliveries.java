package com.mesaya.realtime.infrastructure.metrics;

import com.mesaya.realtime.domain.LogEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;

/**
 * What goes to sockets, of which there may be millions a second: histograms of the Prometheus client itself, whose buckets are striped, where
 * Micrometer's are one cell each that all threads contend for. Thread-safe.
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
        events = counter(registry, "mesaya.deliveries", "Events that were handed to a socket, once for each viewer");
        batches = counter(registry, "mesaya.batches", "Writes to sockets with events in them");
        conflated = counter(registry, "mesaya.conflated", "Events left out because a newer one made up for them");
        dropped = counter(registry, "mesaya.dropped", "Events left out for good (drop-oldest)");
        PrometheusRegistry prometheus = registry.getPrometheusRegistry();
        freshness = Histogram.builder()
                .name("mesaya_freshness_seconds")
                .help("From a Kafka record's timestamp until its event was handed to a socket, once for each viewer")
                .classicOnly()
                .withoutExemplars()
                .classicUpperBounds(Histograms.seconds())
                .register(prometheus);
        framesPerWrite = Histogram.builder()
                .name("mesaya_write_frames")
                .help("Frames that go to a socket in one write")
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

    void handedOver(int frames, List<LogEntry> told, Instant since, Instant now) {
        framesPerWrite.observe(frames);
        if (told.isEmpty()) {
            return;
        }
        batches.increment();
        events.increment(told.size());
        long nowMs = now.toEpochMilli();
        for (LogEntry entry : told) {
            Instant recordedAt = entry.event().origin().recordedAt();
            // Who was away, or joins, hasn't waited since then.
            if (recordedAt != null && !recordedAt.isBefore(since)) {
                freshness.observe(Math.max(0, nowMs - recordedAt.toEpochMilli()) / MILLIS_PER_SECOND);
            }
        }
    }
}
