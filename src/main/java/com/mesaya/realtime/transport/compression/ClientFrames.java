package com.mesaya.realtime.transport.compression;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a client's compressed messages as messages that aren't compressed (RFC 7692, section 7.2.2), and leaves all other bytes as
 * they are. Where the compression bit is not allowed it stays, and Pekko HTTP closes the connection (1002), as it does for each
 * reserved bit. Not thread-safe.
 *
 * <p>A message that comes in parts is passed on in parts, so that the limits on messages hold for it as for any other. A complete
 * message is passed on alone, so that many small ones don't become large at once.
 */
public final class ClientFrames {

    static final int CONTINUATION = 0;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int COMPRESSED = 0x40;
    private static final int OPCODE = 0x0F;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;
    private static final int SHORTEST_HEAD = 2;

    private final int maxBytes;
    private final BooleanSupplier ignored;
    private ByteString unread = ByteString.emptyByteString();
    private long left;
    private boolean paused;
    private boolean compressed;
    private boolean lastFrame;
    private int mask;
    private @Nullable MessageInflater message;

    /**
     * @param maxBytes the limit of a message; no more than one further byte of a larger one is decompressed
     * @param ignored returns whether messages are ignored, since the connection is being closed
     */
    public ClientFrames(int maxBytes, BooleanSupplier ignored) {
        this.maxBytes = maxBytes;
        this.ignored = ignored;
    }

    /** Adds bytes from the socket. */
    public void add(ByteString bytes) {
        unread = unread.concat(bytes);
    }

    /** Returns whether a frame and a message begin with the next byte, so that there is nothing to remember. */
    public boolean isIdle() {
        return unread.isEmpty() && left == 0 && message == null;
    }

    /** Returns whether there may be a next part without further bytes from the socket. */
    public boolean hasNext() {
        return paused && !unread.isEmpty();
    }

    /** Returns the next bytes for Pekko HTTP; empty if more bytes from the socket are needed for that. */
    public ByteString next() {
        var out = new ByteStringBuilder();
        paused = false;
        while (!paused && (left > 0 ? !unread.isEmpty() : beginFrame(out))) {
            paused = readPayload(out) && !out.isEmpty();
        }
        if (message != null) {
            message.flush(out);
        }
        if (!paused) {
            // An incomplete head must not keep the array of all the bytes.
            unread = unread.compact();
        }
        return out.result();
    }

    /** Reads the head of a frame. @return whether it is complete */
    private boolean beginFrame(ByteStringBuilder out) {
        if (unread.size() < SHORTEST_HEAD) {
            return false;
        }
        int first = unread.apply(0) & 0xFF;
        int second = unread.apply(1) & 0xFF;
        boolean masked = (second & MASKED) != 0;
        int lengthBytes = switch (second & LENGTH) {
            case TWO_BYTE_LENGTH -> Short.BYTES;
            case EIGHT_BYTE_LENGTH -> Long.BYTES;
            default -> 0;
        };
        int headBytes = SHORTEST_HEAD + lengthBytes + (masked ? Integer.BYTES : 0);
        if (unread.size() < headBytes) {
            return false;
        }
        ByteBuffer rest = unread.slice(SHORTEST_HEAD, headBytes).toByteBuffer();
        left = switch (lengthBytes) {
            case Short.BYTES -> rest.getShort() & 0xFFFF;
            case Long.BYTES -> rest.getLong();
            default -> second & LENGTH;
        };
        compressed = masked && left >= 0 && belongsToCompressed(first);
        if (compressed) {
            lastFrame = (first & FIN) != 0;
            mask = rest.getInt();
            if (message == null) {
                message = new MessageInflater(first & OPCODE, maxBytes);
            }
        } else {
            if (message != null) {
                message.flush(out);
            }
            out.append(unread.take(headBytes));
        }
        if (left < 0) {
            // Pekko HTTP refuses such a length, and reads no more.
            left = Long.MAX_VALUE;
        }
        unread = unread.drop(headBytes);
        return true;
    }

    private boolean belongsToCompressed(int first) {
        int opcode = first & OPCODE;
        return message == null
                ? (first & RESERVED) == COMPRESSED && (opcode == TEXT || opcode == BINARY)
                : (first & RESERVED) == 0 && opcode == CONTINUATION;
    }

    /** Reads what is there of a frame's payload. @return whether a compressed message ends with it */
    private boolean readPayload(ByteStringBuilder out) {
        ByteString part = unread.take((int) Math.min(left, unread.size()));
        unread = unread.drop(part.size());
        left -= part.size();
        if (!compressed) {
            out.append(part);
            return false;
        }
        return inflate(part.toArray(), out);
    }

    private boolean inflate(byte[] part, ByteStringBuilder out) {
        MessageInflater its = Objects.requireNonNull(message, "its first frame has begun");
        if (!ignored.getAsBoolean()) {
            for (int index = 0; index < part.length; index++) {
                mask = Integer.rotateLeft(mask, Byte.SIZE);
                part[index] ^= (byte) mask;
            }
            its.inflate(part);
        }
        if (left > 0 || !lastFrame) {
            return false;
        }
        its.finish();
        its.flush(out);
        close();
        return true;
    }

    /** Releases the inflater of an incomplete message. */
    public void close() {
        if (message != null) {
            message.close();
            message = null;
        }
    }
}
