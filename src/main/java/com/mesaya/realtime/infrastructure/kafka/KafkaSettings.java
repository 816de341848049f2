package com.mesaya.realtime.infrastructure.kafka;

import java.time.Duration;

/**
 * How the topics are read.
 *
 * @param brokers {@code host:port}, comma-separated
 * @param groupId the consumer group all nodes of the service share
 * @param maxInFlight how many records may be on their way to their sections at once
 * @param restartBackoff how long to wait before reading goes on after a failure, at least
 * @param maxRestartBackoff the same, at most
 * @param maxRecordBytes how large a record's value may be
 * @param coverageGrace how long partitions may be read by no node of the cluster before this one isn't ready any more
 * @param deadLetterTopic where records are kept that nobody could be told of; empty for nowhere
 */
public record KafkaSettings(
        String brokers,
        String groupId,
        int maxInFlight,
        int maxRecordBytes,
        Duration restartBackoff,
        Duration maxRestartBackoff,
        Duration coverageGrace,
        String deadLetterTopic) {}
