package com.mesaya.realtime.infrastructure.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Creates meters, and the names of their labels. */
final class Meters {

    /** The label of results. */
    static final String OUTCOME = "outcome";

    private Meters() {}

    static MeterProvider<Counter> counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).withRegistry(registry);
    }

    /** Returns the value of a new gauge. */
    static AtomicInteger gauge(MeterRegistry registry, String name, String description) {
        var value = new AtomicInteger();
        show(registry, name, description, value::get);
        return value;
    }

    /**
     * Adds a gauge that is read at each scrape.
     *
     * @param labels names and values, in turn
     */
    static void show(
            MeterRegistry registry,
            String name,
            String description,
            Supplier<? extends Number> value,
            String... labels) {
        Gauge.builder(name, value::get)
                .description(description)
                .tags(labels)
                .strongReference(true)
                .register(registry);
    }

    /** Returns the constant as the value of a label. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
