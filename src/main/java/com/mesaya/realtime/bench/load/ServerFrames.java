package com.mesaya.realtime.bench.load;

/** Finds the frames in a server's bytes: unmasked, each message in one piece (RFC 6455, section 5.2). */
final class ServerFrames {

    static final int TEXT = 0x1;
    /** A text whose bit RSV1 says that it is compressed. */
    static final int COMPRESSED_TEXT = 0x41;

    /** Server-sent events that are compressed; no opcode of a WebSocket. */
    static final int COMPRESSED_EVENTS = 0x43;

    static final int CLOSE = 0x8;
    static final int PING = 0x9;

    /** Handles a frame whose payload is in {@code bytes} from {@code from} to {@code to}, which belong to the caller. */
    @FunctionalInterface
    interface Sink {
        void frame(int opcode, byte[] bytes, int from, int to);
    }

    private static final int FIN = 0x80;
    private static final int OPCODE_AND_RSV1 = 0x4F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;
    private static final int SHORT_HEADER = 2;

    private ServerFrames() {}

    /**
     * Passes on all complete frames, and returns the start of the rest.
     *
     * @throws IllegalArgumentException if a message is masked or fragmented, which the load client doesn't support
     */
    static int read(byte[] bytes, int from, int to, Sink sink) {
        int at = from;
        while (to - at >= SHORT_HEADER) {
            int first = bytes[at] & 0xFF;
            int second = bytes[at + 1] & 0xFF;
            if ((first & FIN) == 0 || (second & MASKED) != 0) {
                throw new IllegalArgumentException("a masked frame or a fragmented message");
            }
            int length = second & LENGTH;
            int headerBytes = SHORT_HEADER + lengthBytes(length);
            if (to - at < headerBytes) {
                return at;
            }
            long payloadBytes = length < TWO_BYTE_LENGTH ? length : number(bytes, at + SHORT_HEADER, headerBytes - 2);
            if (to - at - headerBytes < payloadBytes) {
                return at;
            }
            int start = at + headerBytes;
            int end = start + (int) payloadBytes;
            sink.frame(first & OPCODE_AND_RSV1, bytes, start, end);
            at = end;
        }
        return at;
    }

    private static int lengthBytes(int length) {
        return switch (length) {
            case TWO_BYTE_LENGTH -> Short.BYTES;
            case EIGHT_BYTE_LENGTH -> Long.BYTES;
            default -> 0;
        };
    }

    private static long number(byte[] bytes, int at, int size) {
        long number = 0;
        for (int index = at; index < at + size; index++) {
            number = number << Byte.SIZE | (bytes[index] & 0xFF);
        }
        return number;
    }
}
