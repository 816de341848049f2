package com.mesaya.realtime.bench;

/** What is measured. They are run in this order, so that memory is looked at while it is young. */
enum Workload {
    /** The first connections of a server that has just said it is ready. */
    COLD,
    /** Many connections to which nothing is told: memory. */
    IDLE,
    /** Many connections as fast as possible. */
    JOIN,
    /** One section that many watch. */
    HOT,
    /** Many sections, each watched by few. */
    TOWN,
    /** As hot, and one in ten viewers stops reading. */
    SLOW,
    /** As hot, with more and more events until the server falls behind. */
    SATURATE
}
