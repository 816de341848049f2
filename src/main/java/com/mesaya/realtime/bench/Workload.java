package com.mesaya.realtime.bench;

import java.util.Locale;

/** The workloads. They run in this order, so that memory is measured while the process is young. */
enum Workload {
    /** The first connections of a server that has just become ready. */
    COLD,
    /** Many connections without events: memory. */
    IDLE,
    /** Many connections as fast as possible. */
    JOIN,
    /** One section with many viewers. */
    HOT,
    /** Many sections with few viewers each. */
    TOWN,
    /** One section with many viewers, of which one in ten stops reading. */
    SLOW,
    /** One section with many viewers, and more and more events until the server falls behind. */
    SATURATE;

    /** Returns its name in reports. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
