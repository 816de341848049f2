package com.mesaya.realtime.bench.load;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses messages (RFC 7692), and remembers the last ones: a server that compresses an event once sends all viewers the same
 * bytes, so that the load client has almost nothing to decompress. Belongs to its loop's thread.
 */
final class InflatedTexts implements AutoCloseable {

    private static final int REMEMBERED = 64;
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int BUFFER_BYTES = 4 * 1024;
    private static final byte[] NOTHING = {};

    private final Inflater inflater = new Inflater(true);
    private final byte[][] compressed = new byte[REMEMBERED][];
    private final byte[][] texts = new byte[REMEMBERED][];

    InflatedTexts() {
        Arrays.fill(compressed, NOTHING);
        Arrays.fill(texts, NOTHING);
    }

    /** Returns the text of the message in {@code bytes} from {@code from} to {@code to}. */
    byte[] of(byte[] bytes, int from, int to) {
        int slot = slot(bytes, from, to);
        if (!Arrays.equals(compressed[slot], 0, compressed[slot].length, bytes, from, to)) {
            compressed[slot] = Arrays.copyOfRange(bytes, from, to);
            texts[slot] = inflate(compressed[slot]);
        }
        return texts[slot];
    }

    /** Returns a number that depends on all bytes, since messages often differ in few of them. */
    private static int slot(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int at = from; at < to; at++) {
            hash = 31 * hash + bytes[at];
        }
        return Math.floorMod(hash, REMEMBERED);
    }

    private byte[] inflate(byte[] message) {
        var text = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (byte[] part : new byte[][] {message, TAIL}) {
                inflater.setInput(part);
                for (int length = inflater.inflate(buffer); length > 0; length = inflater.inflate(buffer)) {
                    text.write(buffer, 0, length);
                }
            }
            inflater.reset();
            return text.toByteArray();
        } catch (DataFormatException corrupt) {
            throw new IllegalArgumentException("a message that can't be decompressed", corrupt);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
