package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Is told what happens, so that it can be watched from outside. Thread-safe, quick, and never throws. */
public interface SectionMonitor {

    /** A WebSocket was opened. */
    void connectionOpened();

    /** A WebSocket is gone; {@code reason} is one of few. */
    void connectionClosed(String reason);

    /** A viewer got its snapshot. */
    void joined();

    /** A viewer took up where it had been, without a snapshot. */
    void resumed();

    /** A viewer wanted to, and couldn't. */
    void resumeMissed(ResumeMiss reason);

    /** A client went away before its join was over. */
    void joinAbandoned();

    /** A viewer was refused, before the upgrade or after it. */
    void joinRefused(ErrorCode code);

    /** The main API is asked for a section. */
    void snapshotAsked();

    /** It has answered, or hasn't in time; {@code refusal} is null if it brought the section. */
    void snapshotAnswered(Duration took, @Nullable ErrorCode refusal);

    /** It has had too many requests, and is asked again later. */
    void snapshotPostponed(Duration took);

    /** A topic's record was read, and may be committed after so long. */
    void recordHandled(Duration took);

    /** A section's log decided on a topic's record. */
    void recordRouted(String topic, AppendOutcome outcome);

    /** A topic's record was an event of a kind that names no section, and nothing tells which ones it concerns. */
    void recordUnroutable(String topic);

    /** A topic's record was no event that anybody could be told of. */
    void recordRejected(String topic, ErrorCode code);

    /** An {@code updatedAt}, {@code timestamp} or {@code expiresAt} in a topic's record can't be read. */
    void versionUnreadable(String topic);

    /** A record that nobody could be told of was kept as a dead letter, or let go. */
    void deadLetter(ErrorCode code, DeadLetterFate fate);

    /** Records of a topic are missing. */
    void streamHole(String topic, StreamHole.Cause cause);

    /** Whether Kafka answers; told again and again. */
    void kafkaAnswers(boolean answers);

    /** How many records of each topic this node has yet to read; told again and again. */
    void kafkaLag(Map<String, Long> recordsByTopic);

    /** How long commits take lately; told again and again. */
    void kafkaCommits(Duration average, Duration longest);

    /** Events were left out before others: conflated without loss, or dropped for good. */
    void leftOut(long conflated, long dropped);

    /**
     * Frames go to a socket in one write.
     *
     * @param events those of the section's log among them
     * @param since from when on the client has been told what happens; older events are none that it waited for
     */
    void handedOver(int frames, List<LogEntry> events, Instant since, Instant now);

    /** A section's log forgot so many entities' newest events. */
    void evicted(long entries);

    /** A section came to this node or left it, with or without what it held. */
    void sectionMoved(SectionMove move);

    /** This node has so many shards; so many of them have come since it was told last, and so many others have gone. */
    void shardsHeld(int held, int arrived, int left);
}
