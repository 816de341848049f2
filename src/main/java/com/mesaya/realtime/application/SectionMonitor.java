package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;

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

    /** A client went away before its join was over. */
    void joinAbandoned();

    /** A viewer was refused, before the upgrade or after it. */
    void joinRefused(ErrorCode code);

    /** A section's log decided on a topic's record. */
    void recordRouted(String topic, AppendOutcome outcome);

    /** A topic's record was an event of a kind that names no section, and nothing tells which ones it concerns. */
    void recordUnroutable(String topic);

    /** A topic's record was no event that anybody could be told of. */
    void recordRejected(String topic, ErrorCode code);

    /** Whether Kafka answers; told again and again. */
    void kafkaAnswers(boolean answers);

    /** Events were handed to a socket, and others left out before them: conflated without loss, or dropped for good. */
    void delivered(int told, long conflated, long dropped);
}
