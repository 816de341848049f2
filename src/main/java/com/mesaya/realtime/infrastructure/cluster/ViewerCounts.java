package com.mesaya.realtime.infrastructure.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.UniqueAddress;

/** Tracks the number of viewers on each node of the cluster, from the nodes' regular reports. Thread-safe. */
public final class ViewerCounts {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int UNPUBLISHED = -1;

    private final NodeFacts facts;
    private final IntSupplier own;
    private final AtomicInteger published = new AtomicInteger(UNPUBLISHED);

    /** @param own returns this node's current number */
    public ViewerCounts(ActorSystem<?> system, IntSupplier own) {
        this.facts = new NodeFacts(system, "viewers");
        this.own = own;
        system.scheduler().scheduleWithFixedDelay(INTERVAL, INTERVAL, this::publish, system.executionContext());
    }

    private void publish() {
        int now = own.getAsInt();
        if (published.getAndSet(now) != now) {
            facts.publish(Integer.toString(now));
        }
    }

    Optional<Integer> of(UniqueAddress node) {
        return Optional.ofNullable(facts.all().get(node)).map(Integer::valueOf);
    }
}
