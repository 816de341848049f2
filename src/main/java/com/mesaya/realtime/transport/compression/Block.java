package com.mesaya.realtime.transport.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.pekko.util.ByteString;

/**
 * A part of a stream, and the blocks of DEFLATE that contain it (RFC 1951, section 3.2.3). The blocks begin and end at whole bytes,
 * and refer to nothing before them, so that they can be in many streams, and each stream's client can decompress them at once.
 */
public final class Block {

    private static final int HEAD_BYTES = 1 + 2 * Short.BYTES;
    private static final int MAX_STORED_BYTES = 0xFFFF;

    private final byte[] text;
    private final ByteString bytes;

    Block(byte[] text, ByteString bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** Returns blocks that contain the text as it is. */
    public static Block stored(byte[] text) {
        int blocks = (text.length + MAX_STORED_BYTES - 1) / MAX_STORED_BYTES;
        ByteBuffer bytes =
                ByteBuffer.allocate(text.length + blocks * HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < text.length; from += MAX_STORED_BYTES) {
            int length = Math.min(text.length - from, MAX_STORED_BYTES);
            bytes.put((byte) 0)
                    .putShort((short) length)
                    .putShort((short) ~length)
                    .put(text, from, length);
        }
        return new Block(text, ByteString.fromArrayUnsafe(bytes.array()));
    }

    byte[] text() {
        return text;
    }

    ByteString bytes() {
        return bytes;
    }
}
