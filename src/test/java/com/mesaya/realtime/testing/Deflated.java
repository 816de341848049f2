package com.mesaya.realtime.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Compresses and decompresses single messages as RFC 7692 says, with streams of the platform. */
public final class Deflated {

    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    /** An empty block that says it is the last one. */
    private static final byte[] END = {3, 0};

    private Deflated() {}

    public static byte[] deflate(byte[] message) {
        var compressed = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (var out = new DeflaterOutputStream(compressed, deflater, true)) {
            out.write(message);
            out.flush();
            return Arrays.copyOf(compressed.toByteArray(), compressed.size() - TAIL.length);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            deflater.end();
        }
    }

    public static byte[] inflate(byte[] message) {
        var end = new SequenceInputStream(new ByteArrayInputStream(TAIL), new ByteArrayInputStream(END));
        var inflater = new Inflater(true);
        try (var in =
                new InflaterInputStream(new SequenceInputStream(new ByteArrayInputStream(message), end), inflater)) {
            return in.readAllBytes();
        } catch (IOException corrupt) {
            throw new UncheckedIOException(corrupt);
        } finally {
            inflater.end();
        }
    }
}
