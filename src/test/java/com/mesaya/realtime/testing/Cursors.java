package com.mesaya.realtime.testing;

/** A client's cursor, put together from the first frame's whole one and the later frames' ends (docs/protocol.md, "Coming back"). */
public final class Cursors {

    private Cursors() {}

    /**
     * The cursor after a frame.
     *
     * @param before the cursor before it; empty before the first frame
     * @param told the frame's own
     */
    public static String after(String before, String told) {
        return told.startsWith(".") ? before.substring(0, before.indexOf('.')) + told : told;
    }
}
