package com.mesaya.realtime.infrastructure.kafka;

import java.time.Duration;

/**
 * How the topics are read.
 *
 * @param brokers {@code host:port}, comma-separated
 * @param groupId the consumer group all nodes of the service share
 * @param startsAtEnd whether a group that has read nothing yet begins with what is published next
 * @param maxInFlight how many records may be on their way to their sections at once
 * @param maxInFlightBytes how many bytes of records may be, unless a single record is larger
 * @param maxRecordBytes how large a record's value may be
 * @param restartBackoff how long to wait before reading goes on after a failure, at least
 * @param maxRestartBackoff the same, at most
 * @param coverageGrace how long partitions may be read by no node of the cluster before this one isn't ready any more
 * @param stuckAfter how long a record may be on its way before this node is degraded
 * @param giveUpAfter how long a record is tried to be handled before it becomes a dead letter
 * @param deadLetterTopic where records are kept that nobody could be told of; empty for nowhere
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
