package com.mesaya.realtime.application;

import java.util.List;

/** Says whether a part of the service is ready to serve. Thread-safe. */
public interface ReadinessCheck {

    /** What it still waits for before it can serve at all, in words; empty if it is ready. */
    default List<String> waitsFor() {
        return List.of();
    }

    /** What it waits for while it serves as well as it can without, in words. */
    default List<String> degradedWithout() {
        return List.of();
    }
}
