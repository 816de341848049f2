package com.mesaya.realtime.testing;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A frame as it goes over the line (RFC 6455, section 5.2), in one piece: the service doesn't fragment. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares frames
record RawFrame(int opcode, byte[] payload) {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int SHORT_HEAD_BYTES = 2;
    private static final int MIDDLE_HEAD_BYTES = 4;
    private static final int LONG_HEAD_BYTES = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    /** The next frame of a server, if all of it is here. */
    static Optional<RawFrame> next(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < SHORT_HEAD_BYTES) {
            return Optional.empty();
        }
        int head = switch (in.get(start + 1)) {
            case 126 -> MIDDLE_HEAD_BYTES;
            case 127 -> LONG_HEAD_BYTES;
            default -> SHORT_HEAD_BYTES;
        };
        if (in.remaining() < head) {
            return Optional.empty();
        }
        long length = switch (head) {
            case MIDDLE_HEAD_BYTES -> in.getShort(start + 2) & 0xFFFF;
            case LONG_HEAD_BYTES -> in.getLong(start + 2);
            default -> in.get(start + 1);
        };
        if (in.remaining() < head + length) {
            return Optional.empty();
        }
        var payload = new byte[(int) length];
        in.position(start + head).get(payload);
        return Optional.of(new RawFrame(in.get(start) & 0x0F, payload));
    }

    /** A small frame as a client sends it, with a mask of zeros, which leaves the payload as it is. */
    ByteBuffer fromClient() {
        ByteBuffer frame = ByteBuffer.allocate(SHORT_HEAD_BYTES + Integer.BYTES + payload.length);
        frame.put((byte) (FINAL | opcode)).put((byte) (MASKED | payload.length)).putInt(0);
        return frame.put(payload).flip();
    }
}
