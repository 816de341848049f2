package com.mesaya.realtime.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bytes that mean nothing, and bytes that meant something before they were tampered with. */
public final class RandomBytes {

    private static final int LONGEST = 64;
    private static final int MOST_CHANGES = 4;
    private static final List<byte[]> TOKENS = List.of(
            "{".getBytes(UTF_8),
            "}".getBytes(UTF_8),
            "[[".getBytes(UTF_8),
            "\"".getBytes(UTF_8),
            ",".getBytes(UTF_8),
            "null".getBytes(UTF_8),
            "\"id\":\"1\",".getBytes(UTF_8),
            "\"entity\":{},".getBytes(UTF_8),
            "\\".getBytes(UTF_8),
            "\u00e9\ufeff\u2028".getBytes(UTF_8),
            "\u00e9".getBytes(ISO_8859_1),
            new byte[] {0},
            new byte[] {(byte) 0xC0, (byte) 0xAF});

    private RandomBytes() {}

    /** Anything at all; half of it ASCII, which gets further. */
    public static byte[] anything(Random random) {
        var bytes = new byte[random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int index = 0; index < bytes.length; index++) {
                bytes[index] &= 0x7F;
            }
        }
        return bytes;
    }

    /** The same with a few places overwritten, cut out, doubled, or with something put in between. */
    public static byte[] tampered(byte[] good, Random random) {
        byte[] bytes = good;
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0 && bytes.length > 0; changes--) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + random.nextInt(LONGEST));
            bytes = switch (random.nextInt(5)) {
                case 0 ->
                    spliced(bytes, from, new byte[] {(byte) random.nextInt(256)}, Math.min(bytes.length, from + 1));
                case 1 -> spliced(bytes, from, new byte[0], to);
                case 2 -> spliced(bytes, to, slice(bytes, from, to), to);
                case 3 -> spliced(bytes, from, TOKENS.get(random.nextInt(TOKENS.size())), from);
                default -> spliced(bytes, from, new byte[0], random.nextInt(20) == 0 ? bytes.length : from);
            };
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, byte[] between, int to) {
        var spliced = new byte[from + between.length + bytes.length - to];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(between, 0, spliced, from, between.length);
        System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
        return spliced;
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
