package com.mesaya.realtime.bench.load;

/**
 * Finds the blocks in a server's event stream with the coding {@code gzip} (RFC 1951, 1952). It expects what the service sends: stored
 * blocks, and parts that are compressed by themselves and flushed. An id, which has a block of its own, is passed over.
 */
final class GzippedEvents {

    private static final int HEAD = 0x1F;
    private static final int HEAD_BYTES = 10;
    private static final int STORED = 0;
    private static final int STORED_HEAD_BYTES = 5;
    private static final byte[] FLUSHED = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private GzippedEvents() {}

    /** Passes on all complete blocks: the events of a stored one, a compressed one as it is. Returns the start of the rest. */
    static int read(byte[] bytes, int from, int to, ServerFrames.Sink sink) {
        int at = from;
        while (to - at >= HEAD_BYTES) {
            if (bytes[at] == HEAD) {
                at += HEAD_BYTES;
                continue;
            }
            int end = bytes[at] == STORED ? endOfStored(bytes, at) : flush(bytes, at, to);
            if (end > to) {
                return at;
            }
            if (bytes[at] == STORED) {
                ServerEvents.read(bytes, at + STORED_HEAD_BYTES, end, sink);
            } else {
                sink.frame(ServerFrames.COMPRESSED_EVENTS, bytes, at, end - FLUSHED.length);
            }
            at = end;
        }
        return at;
    }

    private static int endOfStored(byte[] bytes, int at) {
        return at + STORED_HEAD_BYTES + ((bytes[at + 1] & 0xFF) | ((bytes[at + 2] & 0xFF) << Byte.SIZE));
    }

    /** Returns the end of the flush, beyond {@code to} if it isn't here yet. */
    private static int flush(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !ServerEvents.startsWith(bytes, at, to, FLUSHED)) {
            at++;
        }
        return at + FLUSHED.length;
    }
}
