package com.mesaya.realtime.bench;

import com.mesaya.realtime.bench.figures.ProcessFacts;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A server under measurement.
 *
 * @param pid its process id, if it is known and on this machine; without it CPU time and memory are not measured
 */
record Target(String name, URI url, @Nullable Long pid) {

    Optional<ProcessFacts> facts() {
        return Optional.ofNullable(pid).flatMap(ProcessFacts::of);
    }

    OptionalLong liveHeapKib() {
        return pid == null ? OptionalLong.empty() : ProcessFacts.liveHeapKib(pid);
    }
}
