package com.mesaya.realtime.infrastructure.metrics;

import static com.mesaya.realtime.infrastructure.metrics.Meters.OUTCOME;
import static com.mesaya.realtime.infrastructure.metrics.Meters.counter;
import static com.mesaya.realtime.infrastructure.metrics.Meters.label;

import com.mesaya.realtime.application.monitor.ConnectionKind;
import com.mesaya.realtime.application.monitor.ResumeMiss;
import com.mesaya.realtime.domain.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of connections and their joins. Thread-safe. */
final class ConnectionMeters {

    private static final String RESUMED = "resumed";

    /** The refusals that alerts use; no fault of the client. */
    private static final List<ErrorCode> REFUSALS = List.of(
            ErrorCode.SNAPSHOT_UNAVAILABLE,
            ErrorCode.SNAPSHOT_INVALID,
            ErrorCode.KEYS_UNAVAILABLE,
            ErrorCode.INTERNAL,
            ErrorCode.OVERLOADED,
            ErrorCode.TOO_MANY_CONNECTIONS);

    private final Map<ConnectionKind, AtomicInteger> open = new EnumMap<>(ConnectionKind.class);
    private final MeterProvider<Counter> closes;
    private final MeterProvider<Counter> joins;
    private final MeterProvider<Counter> resumes;

    ConnectionMeters(MeterRegistry registry) {
        for (ConnectionKind kind : ConnectionKind.values()) {
            var count = new AtomicInteger();
            open.put(kind, count);
            Meters.show(
                    registry,
                    "mesaya.connections",
                    "Open WebSockets and event streams",
                    count::get,
                    "transport",
                    label(kind));
        }
        closes = counter(registry, "mesaya.closes", "Closed WebSockets and event streams, by reason");
        joins = counter(registry, "mesaya.joins", "Joins, by result");
        resumes = counter(registry, "mesaya.resumes", "Attempts to resume with a cursor, by result");
        closes.withTag("reason", "client");
        joins.withTag(OUTCOME, "joined");
        joins.withTag(OUTCOME, RESUMED);
        for (ErrorCode code : REFUSALS) {
            joins.withTag(OUTCOME, label(code));
        }
        resumes.withTag(OUTCOME, RESUMED);
        for (ResumeMiss reason : ResumeMiss.values()) {
            resumes.withTag(OUTCOME, label(reason));
        }
    }

    void opened(ConnectionKind kind) {
        open(kind).incrementAndGet();
    }

    private AtomicInteger open(ConnectionKind kind) {
        return Objects.requireNonNull(open.get(kind), "each kind has its gauge");
    }

    void closed(ConnectionKind kind, String reason) {
        open(kind).decrementAndGet();
        closes.withTag("reason", reason).increment();
    }

    void join(String outcome) {
        joins.withTag(OUTCOME, outcome).increment();
    }

    void resumed() {
        join(RESUMED);
        resumes.withTag(OUTCOME, RESUMED).increment();
    }

    void resumeMissed(ResumeMiss reason) {
        resumes.withTag(OUTCOME, label(reason)).increment();
    }
}
