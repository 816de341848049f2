package com.mesaya.realtime.infrastructure.kafka.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Checks that bytes are UTF-8, since a JSON parser doesn't check texts that it skips. */
final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long BEYOND_ASCII = 0x8080808080808080L;
    private static final int CHUNK = 512;

    private Utf8() {}

    /** Checks eight bytes at once as long as all are ASCII, which most texts are. @throws CharacterCodingException if they aren't UTF-8 */
    static void check(byte[] text) throws CharacterCodingException {
        int ascii = 0;
        while (ascii <= text.length - Long.BYTES && ((long) LONGS.get(text, ascii) & BEYOND_ASCII) == 0) {
            ascii += Long.BYTES;
        }
        while (ascii < text.length && text[ascii] >= 0) {
            ascii++;
        }
        if (ascii < text.length) {
            decode(ByteBuffer.wrap(text, ascii, text.length - ascii));
        }
    }

    private static void decode(ByteBuffer rest) throws CharacterCodingException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer unused = CharBuffer.allocate(Math.min(CHUNK, rest.remaining()));
        CoderResult result = decoder.decode(rest, unused, true);
        while (result.isOverflow()) {
            result = decoder.decode(rest, unused.clear(), true);
        }
        if (result.isError()) {
            result.throwException();
        }
    }
}
