package com.mesaya.realtime.application.operations;

import java.util.List;

/** Reports whether a part of the service is ready to serve. Thread-safe. */
public interface ReadinessCheck {

    /** Lists, in words, the missing conditions without which the service cannot serve at all; empty if it is ready. */
    default List<String> waitsFor() {
        return List.of();
    }

    /** Lists, in words, the missing conditions without which the service still serves, but with restrictions. */
    default List<String> degradedWithout() {
        return List.of();
    }
}
