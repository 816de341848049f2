package com.mesaya.realtime.testing;

import com.mesaya.realtime.cli.FrameListener;
import java.util.concurrent.CompletableFuture;

/** Reads the frames of a connection, and can pause. */
interface FrameReader {

    /**
     * A frame.
     *
     * @param cursor the cursor that came with it or before it; empty if none did
     */
    record Message(String frame, String cursor) {}

    /** Completes with the reason for which the server has ended the connection; fails if it breaks. */
    CompletableFuture<FrameListener.Closed> closed();

    /** Takes nothing more from the socket. */
    void pause();

    void goOn();

    /** Ends the connection without a word. */
    void cancel();
}
