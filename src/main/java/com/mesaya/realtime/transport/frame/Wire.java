package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Frame;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * Encodes the frames of one connection. The connection's stream writes the beginning, and then the section's feed the events, so no
 * two threads call it at once.
 */
public interface Wire {

    /** Encodes the first frames, once, before the first events. */
    ByteString beginning(FirstFrames first);

    /** Encodes frames of the connection itself, which have no place in the section's log. */
    ByteString own(List<Frame> frames);

    /** Encodes the reason for the end of the connection. */
    ByteString close(CloseReason reason);

    /**
     * Encodes a batch of events.
     *
     * @param shared encodes once what all viewers of the section share
     */
    ByteString events(LiveBatch batch, SharedFrames shared, Instant now);
}
