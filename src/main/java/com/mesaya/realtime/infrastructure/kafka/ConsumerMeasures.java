package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.monitor.BrokerMonitor;
import com.mesaya.realtime.application.topic.TopicName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Passes the consumer's own metrics of its lag and its commits to the monitor. */
final class ConsumerMeasures {

    private static final String FETCHES = "consumer-fetch-manager-metrics";
    private static final String COORDINATOR = "consumer-coordinator-metrics";
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private ConsumerMeasures() {}

    static void report(BrokerMonitor monitor, Map<MetricName, Metric> measured) {
        var lag = new HashMap<String, Long>();
        Duration average = Duration.ZERO;
        Duration longest = Duration.ZERO;
        for (Metric metric : measured.values()) {
            MetricName name = metric.metricName();
            // The value is not a number before the first measurement.
            if (!(metric.metricValue() instanceof Double value) || !Double.isFinite(value)) {
                continue;
            }
            String topic = name.tags().get("topic");
            if (name.group().equals(FETCHES) && name.name().equals("records-lag") && topic != null) {
                lag.merge(TopicName.parse(topic).base(), value.longValue(), Long::sum);
            } else if (name.group().equals(COORDINATOR) && name.name().equals("commit-latency-avg")) {
                average = milliseconds(value);
            } else if (name.group().equals(COORDINATOR) && name.name().equals("commit-latency-max")) {
                longest = milliseconds(value);
            }
        }
        monitor.kafkaLag(lag);
        monitor.kafkaCommits(average, longest);
    }

    private static Duration milliseconds(double value) {
        return Duration.ofNanos((long) (value * NANOS_PER_MILLISECOND));
    }
}
