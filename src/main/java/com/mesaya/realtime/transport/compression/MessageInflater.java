package com.mesaya.realtime.transport.compression;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

/**
 * Decompresses one message of a client, and writes it as frames of a client. It ends with more than {@code maxBytes} if it is too
 * large, and with a byte that no text contains if it is corrupt; the connection is then closed as for any such message (1009, 1007).
 * Not thread-safe.
 */
final class MessageInflater {

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int MAX_TINY_LENGTH = 125;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;
    private static final int MAX_TWO_BYTE_LENGTH = 0xFFFF;
    private static final int LONGEST_HEAD = 14;
    private static final int BUFFER_BYTES = 4 * 1024;
    /** A byte that UTF-8 doesn't have. */
    private static final int NO_TEXT = 0xFF;

    private final Inflater inflater = new Inflater(true);
    private final ByteArrayOutputStream inflated = new ByteArrayOutputStream(0);
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final int opcode;
    private long left;
    private boolean begun;
    private boolean over;
    private boolean written;

    MessageInflater(int opcode, int maxBytes) {
        this.opcode = opcode;
        this.left = maxBytes + 1L;
    }

    /** Decompresses a part of the message, unless the message is over. */
    void inflate(byte[] part) {
        if (over) {
            return;
        }
        try {
            inflater.setInput(part);
            while (left > 0) {
                int length = inflater.inflate(buffer, 0, (int) Math.min(buffer.length, left));
                inflated.write(buffer, 0, length);
                left -= length;
                if (length == 0 && !startAgain(part)) {
                    return;
                }
            }
            over = true;
        } catch (DataFormatException corrupt) {
            inflated.write(NO_TEXT);
            over = true;
        }
    }

    /** Continues after a block that says it is the last one, although the message has more (RFC 7692, section 7.2.3.5). */
    private boolean startAgain(byte[] part) {
        int remaining = inflater.getRemaining();
        if (!inflater.finished() || remaining == 0) {
            return false;
        }
        inflater.reset();
        inflater.setInput(part, part.length - remaining, remaining);
        return true;
    }

    /** Decompresses the end of the message. */
    void finish() {
        inflate(Compression.TAIL);
        over = true;
    }

    /** Writes the decompressed bytes as a frame, if there are any, or if the message begins or ends with it. */
    void flush(ByteStringBuilder out) {
        if (written || (begun && !over && inflated.size() == 0)) {
            return;
        }
        out.append(head(inflated.size()));
        out.append(ByteString.fromArrayUnsafe(inflated.toByteArray()));
        inflated.reset();
        begun = true;
        written = over;
    }

    /** Returns the head of a frame that is masked with zeros. */
    private ByteString head(int length) {
        ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD);
        head.put((byte) ((over ? FIN : 0) | (begun ? ClientFrames.CONTINUATION : opcode)));
        if (length <= MAX_TINY_LENGTH) {
            head.put((byte) (MASKED | length));
        } else if (length <= MAX_TWO_BYTE_LENGTH) {
            head.put((byte) (MASKED | TWO_BYTE_LENGTH)).putShort((short) length);
        } else {
            head.put((byte) (MASKED | EIGHT_BYTE_LENGTH)).putLong(length);
        }
        head.putInt(0);
        return ByteString.fromArrayUnsafe(head.array(), 0, head.position());
    }

    void close() {
        inflater.end();
    }
}
