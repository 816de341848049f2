package com.mesaya.realtime.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/** Decompresses a stream with the content coding {@code gzip} as it comes in. */
public final class Gunzip implements AutoCloseable {

    private static final int HEAD_BYTES = 10;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final ByteArrayOutputStream end = new ByteArrayOutputStream();
    private int headLeft = HEAD_BYTES;

    /** Returns the text of a whole stream. */
    public static byte[] whole(byte[] bytes) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException corrupt) {
            throw new UncheckedIOException(corrupt);
        }
    }

    /** Takes the next bytes of the stream, and returns what can be read now. */
    public byte[] read(byte[] bytes) {
        int head = Math.min(bytes.length, headLeft);
        headLeft -= head;
        var text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        try {
            inflater.setInput(bytes, head, bytes.length - head);
            for (int length = inflater.inflate(buffer); length > 0; length = inflater.inflate(buffer)) {
                text.write(buffer, 0, length);
            }
        } catch (DataFormatException corrupt) {
            throw new AssertionError("no DEFLATE", corrupt);
        }
        if (inflater.finished()) {
            end.write(bytes, bytes.length - inflater.getRemaining(), inflater.getRemaining());
        }
        checksum.update(text.toByteArray());
        return text.toByteArray();
    }

    /** Takes the next bytes of the stream, and returns what can be read now. */
    ByteBuffer read(ByteBuffer bytes) {
        byte[] next = new byte[bytes.remaining()];
        bytes.get(next);
        return ByteBuffer.wrap(read(next));
    }

    /** Returns whether the stream has ended, with the right checksum and length. */
    public boolean isComplete() {
        ByteBuffer right = ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt((int) inflater.getBytesWritten())
                .flip();
        return right.equals(ByteBuffer.wrap(end.toByteArray()));
    }

    @Override
    public void close() {
        inflater.end();
    }
}
