package com.mesaya.realtime.application.monitor;

import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.log.AppendOutcome;
import java.time.Duration;

/** Observes the consumer and its parts for metrics. Implementations are thread-safe and quick, and never throw. */
public interface ConsumerMonitor extends DeadLetterMonitor, BrokerMonitor {

    /** A record of a topic was handled, and its offset may be committed; {@code took} is the time since it was read. */
    void recordHandled(Duration took);

    /** A section's log accepted or refused a record of a topic. */
    void recordRouted(String topic, AppendOutcome outcome);

    /** A record of a topic is an event that names no section, and no section is known to show its entity. */
    void recordUnroutable(String topic);

    /** A record of a topic is not a valid event. */
    void recordRejected(String topic, ErrorCode code);

    /** Records of a topic are missing. */
    void streamHole(String topic, StreamHole.Cause cause);
}
