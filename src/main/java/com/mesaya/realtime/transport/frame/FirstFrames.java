package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.domain.Frame;
import java.util.List;

/**
 * The first frames of a connection.
 *
 * @param signed the part of the connection's cursors before the dot, which all of them share; empty if the client wants none
 */
public record FirstFrames(String signed, List<Placed> frames) {

    /** Copies the list. */
    public FirstFrames {
        frames = List.copyOf(frames);
    }

    /** Returns the frame with its whole cursor. */
    Frame whole(Placed placed) {
        return placed.frame().withCursor(signed + relative(placed.sequence()));
    }

    /** Returns the part of a cursor that differs from frame to frame. */
    static String relative(long sequence) {
        return "." + sequence;
    }
}
