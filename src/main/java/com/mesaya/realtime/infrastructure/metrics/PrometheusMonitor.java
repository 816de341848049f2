package com.mesaya.realtime.infrastructure.metrics;

import com.mesaya.realtime.application.SectionMonitor;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what happens, for Prometheus to scrape. Thread-safe. */
public final class PrometheusMonitor implements SectionMonitor {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger connections = registry.gauge("mesaya.connections", new AtomicInteger());
    private final AtomicInteger kafkaConnected = registry.gauge("mesaya.kafka.connected", new AtomicInteger());
    private final Counter deliveries = registry.counter("mesaya.deliveries");
    private final Counter conflated = registry.counter("mesaya.conflated");
    private final Counter dropped = registry.counter("mesaya.dropped");

    /** All that is measured, in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void connectionOpened() {
        connections.incrementAndGet();
    }

    @Override
    public void connectionClosed(String reason) {
        connections.decrementAndGet();
        registry.counter("mesaya.closes", "reason", reason).increment();
    }

    @Override
    public void joined() {
        registry.counter("mesaya.joins", "outcome", "joined").increment();
    }

    @Override
    public void resumed() {
        registry.counter("mesaya.joins", "outcome", "resumed").increment();
    }

    @Override
    public void joinAbandoned() {
        registry.counter("mesaya.joins", "outcome", "abandoned").increment();
    }

    @Override
    public void joinRefused(ErrorCode code) {
        registry.counter("mesaya.joins", "outcome", label(code)).increment();
    }

    @Override
    public void recordRouted(String topic, AppendOutcome outcome) {
        registry.counter("mesaya.events", "topic", topic, "outcome", label(outcome))
                .increment();
    }

    @Override
    public void recordUnroutable(String topic) {
        registry.counter("mesaya.events", "topic", topic, "outcome", "unroutable")
                .increment();
    }

    @Override
    public void recordRejected(String topic, ErrorCode code) {
        registry.counter("mesaya.events", "topic", topic, "outcome", label(code))
                .increment();
    }

    @Override
    public void kafkaAnswers(boolean answers) {
        kafkaConnected.set(answers ? 1 : 0);
    }

    @Override
    public void delivered(int told, long leftOut, long lost) {
        deliveries.increment(told);
        conflated.increment((double) leftOut);
        dropped.increment((double) lost);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
