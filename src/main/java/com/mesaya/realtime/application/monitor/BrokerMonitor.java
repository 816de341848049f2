package com.mesaya.realtime.application.monitor;

import java.time.Duration;
import java.util.Map;

/** Observes the connection to Kafka for metrics. Implementations are thread-safe and quick, and never throw. */
public interface BrokerMonitor {

    /** Reports regularly whether Kafka answers. */
    void kafkaAnswers(boolean answers);

    /** Reports regularly the number of unread records of each topic on this node. */
    void kafkaLag(Map<String, Long> recordsByTopic);

    /** Reports regularly the recent duration of commits. */
    void kafkaCommits(Duration average, Duration longest);
}
