package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Fetched;

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

    /** A viewer was refused, before the upgrade or after it. */
    void joinRefused(ErrorCode code);

    /** A section's log decided on a topic's record. */
    void recordRouted(String topic, AppendOutcome outcome);

    /** A topic's record was no event that anybody could be told of. */
    void recordRejected(String topic, ErrorCode code);

    /** A batch was handed to a socket. */
    void delivered(Fetched.Batch batch);
}
