package com.mesaya.realtime.transport.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.apache.pekko.util.ByteString;

/**
 * A stream with the content coding {@code gzip}: one member (RFC 1952, section 2.3), most of whose blocks other streams share. It keeps
 * only the checksum of the text so far and its length modulo 2^32. Its parts are to be written in the order in which they are added. Not
 * thread-safe.
 */
public final class GzipStream {

    /** The head of a member without a name, a time and a system. */
    private static final ByteString HEAD =
            ByteString.fromArray(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF});

    /** An empty block that says that it is the last one. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private final Compression compression;
    private final CRC32 checksum = new CRC32();
    private boolean begun;
    private int length;

    public GzipStream(Compression compression) {
        this.compression = compression;
    }

    /** Returns the compression of the blocks. */
    public Compression compression() {
        return compression;
    }

    /** Returns the bytes of a part that other streams may have, too. */
    public ByteString add(Block part) {
        ByteString bytes = begun ? part.bytes() : HEAD.concat(part.bytes());
        begun = true;
        checksum.update(part.text());
        length += part.text().length;
        return bytes;
    }

    /** Returns the bytes of a part of this stream alone. */
    public ByteString add(ByteString text) {
        return add(compression.block(text.toArray()));
    }

    /** Returns the bytes of the last part and the end of the member. */
    public ByteString end(ByteString text) {
        ByteBuffer end =
                ByteBuffer.allocate(LAST_BLOCK.length + 2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteString last = add(text);
        end.put(LAST_BLOCK).putInt((int) checksum.getValue()).putInt(length);
        return last.concat(ByteString.fromArrayUnsafe(end.array()));
    }
}
