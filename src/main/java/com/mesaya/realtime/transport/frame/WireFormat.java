package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.transport.compression.Compression;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

/** Encodes frames as a server sends them: unmasked, each in one piece (RFC 6455, section 5.2). */
public final class WireFormat {

    public static final int TEXT = 0x81;
    /** A text whose bit RSV1 says that it is compressed (RFC 7692, section 6). */
    public static final int COMPRESSED_TEXT = 0xC1;

    public static final int BINARY = 0x82;
    public static final int CLOSE = 0x88;

    /** A ping without data. */
    public static final ByteString PING = ByteString.fromArray(new byte[] {(byte) 0x89, 0});

    private static final int MAX_TINY_LENGTH = 125;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;
    private static final int MAX_TWO_BYTE_LENGTH = 0xFFFF;

    private WireFormat() {}

    /** Returns text frames in one piece, which share the frames' own bytes. */
    public static ByteString textFrames(List<Frame> frames) {
        return textFrames(frames, Compression.NONE);
    }

    /** Returns text frames in one piece, compressed if that makes them smaller. */
    static ByteString textFrames(List<Frame> frames, Compression compression) {
        var out = new ByteStringBuilder();
        for (Frame frame : frames) {
            ByteString compressed = compression.compress(frame.bytes());
            if (compressed == null) {
                out.append(header(TEXT, frame.size()));
                out.append(ByteString.fromArrayUnsafe(frame.bytes()));
            } else {
                out.append(header(COMPRESSED_TEXT, compressed.size()));
                out.append(compressed);
            }
        }
        return out.result();
    }

    public static ByteString closeFrame(CloseReason reason) {
        byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(Short.BYTES + text.length);
        body.putShort((short) reason.code()).put(text).flip();
        return header(CLOSE, body.remaining()).concat(ByteString.fromByteBuffer(body));
    }

    /** Returns the length of a frame's header, from its second byte. */
    public static int headerLength(ByteString frame) {
        return switch (frame.apply(1)) {
            case TWO_BYTE_LENGTH -> 2 + Short.BYTES;
            case EIGHT_BYTE_LENGTH -> 2 + Long.BYTES;
            default -> 2;
        };
    }

    private static ByteString header(int opcode, int length) {
        ByteBuffer header = ByteBuffer.allocate(2 + Long.BYTES).put((byte) opcode);
        if (length <= MAX_TINY_LENGTH) {
            header.put((byte) length);
        } else if (length <= MAX_TWO_BYTE_LENGTH) {
            header.put((byte) TWO_BYTE_LENGTH).putShort((short) length);
        } else {
            header.put((byte) EIGHT_BYTE_LENGTH).putLong(length);
        }
        return ByteString.fromArrayUnsafe(header.array(), 0, header.position());
    }
}
