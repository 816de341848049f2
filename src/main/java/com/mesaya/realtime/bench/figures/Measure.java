package com.mesaya.realtime.bench.figures;

/** The measures of a server, with the column's title and the number of significant decimals. */
public enum Measure {
    /** The rate that the broker acknowledged; if it is below the workload's rate, the source couldn't keep up. */
    EVENTS_PER_SECOND("events/s", 0),
    DELIVERIES_PER_SECOND("deliveries/s", 0),
    P50_MS("p50 ms", 1),
    P99_MS("p99 ms", 1),
    P999_MS("p99.9 ms", 1),
    /** The time from an event's due time until the broker's acknowledgement: the part of freshness that isn't the server's. */
    SOURCE_P99_MS("source p99 ms", 1),
    /** The processor use of the busiest of the load client's threads. */
    CLIENT_BUSY_PERCENT("client busy %", 0),
    CPU_SECONDS_PER_MILLION("CPU s/million", 1),
    /** Counts all writes of the process, including those to the broker and to its own wake-up pipes; so this is a lower bound. */
    FRAMES_PER_WRITE("frames/write", 2),
    /** Events that a viewer didn't get, because it got a newer one of the entity. */
    CONFLATED("conflated", 0),
    /** Events of which a viewer got neither the event nor a newer one of the entity. */
    LOST("lost", 0),
    DUPLICATES("duplicates", 0),
    JOINS_PER_SECOND("joins/s", 0),
    ALL_JOINED_SECONDS("all joined s", 2),
    JOIN_P50_MS("join p50 ms", 1),
    JOIN_P99_MS("join p99 ms", 1),
    CPU_MS_PER_JOIN("CPU ms/join", 2),
    /** Handshakes that were refused or broke, and were repeated. */
    REFUSED("refused", 0),
    /** Connections that the server ended. */
    ENDED("ended", 0),
    HEAP_KIB_PER_CONNECTION("heap KiB/conn.", 1),
    RSS_KIB_PER_CONNECTION("RSS KiB/conn.", 1),
    HEAP_MIB("heap MiB", 0),
    RSS_MIB("RSS MiB", 0);

    private final String title;
    private final int decimals;

    Measure(String title, int decimals) {
        this.title = title;
        this.decimals = decimals;
    }

    public String title() {
        return title;
    }

    String format(double value) {
        return String.format("%." + decimals + "f", value);
    }
}
