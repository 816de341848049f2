package com.mesaya.realtime.application.monitor;

import com.mesaya.realtime.application.topic.StreamHole;

/** Observes the consumer and its parts for metrics. Implementations are thread-safe and quick, and never throw. */
public interface ConsumerMonitor extends RecordMonitor, DeadLetterMonitor, BrokerMonitor {

    /** Records of a topic are missing. */
    void streamHole(String topic, StreamHole.Cause cause);
}
