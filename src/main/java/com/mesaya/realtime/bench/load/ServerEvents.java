package com.mesaya.realtime.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the frames in a server's event stream (HTML, section 9.2): each is the data of an event, in one line. */
final class ServerEvents {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "event: close".getBytes(StandardCharsets.US_ASCII);

    private ServerEvents() {}

    /** Passes on the data of all complete events, and returns the start of the rest. */
    static int read(byte[] bytes, int from, int to, ServerFrames.Sink sink) {
        int rest = from;
        int line = from;
        int data = -1;
        int dataEnd = -1;
        boolean closes = false;
        for (int at = from; at < to; at++) {
            if (bytes[at] != '\n') {
                continue;
            }
            if (at == line) {
                if (data >= 0) {
                    sink.frame(closes ? ServerFrames.CLOSE : ServerFrames.TEXT, bytes, data, dataEnd);
                }
                rest = at + 1;
                data = -1;
                closes = false;
            } else if (startsWith(bytes, line, at, DATA)) {
                data = line + DATA.length;
                dataEnd = at;
            } else {
                closes |= startsWith(bytes, line, at, CLOSE);
            }
            line = at + 1;
        }
        return rest;
    }

    /** Returns whether the bytes begin so. */
    static boolean startsWith(byte[] bytes, int from, int to, byte[] head) {
        return to - from >= head.length && Arrays.equals(bytes, from, from + head.length, head, 0, head.length);
    }
}
