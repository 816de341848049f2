package com.mesaya.realtime.infrastructure.kafka;

import java.time.Duration;

/**
 * Settings of the consumer.
 *
 * @param brokers {@code host:port}, comma-separated
 * @param groupId the consumer group that all nodes of the service share
 * @param startsAtEnd whether a consumer group without offsets starts with the records published next
 * @param maxInFlight the number of records that may be in flight to their sections at once
 * @param maxInFlightBytes the bytes of these records, unless a single record is larger
 * @param maxRecordBytes the size of a record's value
 * @param restartBackoff the minimum time before reading restarts after a failure
 * @param maxRestartBackoff the maximum time before reading restarts after a failure
 * @param coverageGrace the time for which partitions may be read by no node of the cluster before this node is no longer ready
 * @param stuckAfter the time for which a record may be in flight before this node is degraded
 * @param giveUpAfter the time for which handling a record is attempted before it becomes a dead letter
 * @param deadLetterTopic the topic for rejected records; empty for none
 */
public record KafkaSettings(
        String brokers,
        String groupId,
        boolean startsAtEnd,
        int maxInFlight,
        int maxInFlightBytes,
        int maxRecordBytes,
        Duration restartBackoff,
        Duration maxRestartBackoff,
        Duration coverageGrace,
        Duration stuckAfter,
        Duration giveUpAfter,
        String deadLetterTopic) {}
