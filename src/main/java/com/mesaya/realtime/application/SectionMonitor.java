package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Observes the service for metrics. Implementations are thread-safe and quick, and never throw. */
public interface SectionMonitor {

    /** A WebSocket was opened. */
    void connectionOpened();

    /** A WebSocket was closed. {@code reason} is one of a few fixed names. */
    void connectionClosed(String reason);

    /** A viewer received its snapshot. */
    void joined();

    /** A viewer resumed without a snapshot. */
    void resumed();

    /** A viewer asked to resume, but could not. */
    void resumeMissed(ResumeMiss reason);

    /** A client disconnected before its join was complete. */
    void joinAbandoned();

    /** A viewer was refused, before or after the upgrade. */
    void joinRefused(ErrorCode code);

    /** The main API is asked for a section. */
    void snapshotAsked();

    /** The main API answered, or did not answer in time; {@code refusal} is null if it returned the section. */
    void snapshotAnswered(Duration took, @Nullable ErrorCode refusal);

    /** The main API refused the request because of too many requests; it is repeated later. */
    void snapshotPostponed(Duration took);

    /** A record of a topic was handled, and its offset may be committed; {@code took} is the time since it was read. */
    void recordHandled(Duration took);

    /** A section's log accepted or refused a record of a topic. */
    void recordRouted(String topic, AppendOutcome outcome);

    /** A record of a topic is an event that names no section, and no section is known to show its entity. */
    void recordUnroutable(String topic);

    /** A record of a topic is not a valid event. */
    void recordRejected(String topic, ErrorCode code);

    /** An {@code updatedAt}, {@code timestamp} or {@code expiresAt} in a record of a topic cannot be read. */
    void versionUnreadable(String topic);

    /** A rejected record was stored as a dead letter, or dropped. */
    void deadLetter(ErrorCode code, DeadLetterFate fate);

    /** Records of a topic are missing. */
    void streamHole(String topic, StreamHole.Cause cause);

    /** Reports regularly whether Kafka answers. */
    void kafkaAnswers(boolean answers);

    /** Reports regularly the number of unread records of each topic on this node. */
    void kafkaLag(Map<String, Long> recordsByTopic);

    /** Reports regularly the recent duration of commits. */
    void kafkaCommits(Duration average, Duration longest);

    /** Events were left out of a delivery: conflated without loss, or dropped for good. */
    void leftOut(long conflated, long dropped);

    /**
     * Frames go to a socket in one write.
     *
     * @param events the log's events among them
     * @param since the start of live delivery to the client; it has not waited for older events
     */
    void handedOver(int frames, List<LogEntry> events, Instant since, Instant now);

    /** A section's log evicted the newest events of some entities. */
    void evicted(long entries);

    /** A section moved to or from this node, with or without its state. */
    void sectionMoved(SectionMove move);

    /** The node hosts {@code held} shards; {@code arrived} shards came and {@code left} shards went since the last report. */
    void shardsHeld(int held, int arrived, int left);
}
