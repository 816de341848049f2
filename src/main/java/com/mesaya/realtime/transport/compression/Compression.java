package com.mesaya.realtime.transport.compression;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.Deflater;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Compresses messages (RFC 7692, section 7.2.1) and parts of streams, each by itself, so that all clients can share the result. It keeps at most as many
 * deflaters as there are processors, some 270 KB of native memory each, and none per connection. Thread-safe.
 */
public final class Compression {

    /** Compresses no message. */
    public static final Compression NONE =
            new Compression(new CompressionSettings(Integer.MAX_VALUE, Deflater.BEST_SPEED));

    /** The bytes that end each flush, which are not part of a message. */
    static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final CompressionSettings settings;
    private final Queue<Deflater> idle =
            new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    public Compression(CompressionSettings settings) {
        this.settings = settings;
    }

    /** Returns the compressed message, or null if it is not compressed: it is small, or would not become smaller. */
    public @Nullable ByteString compress(byte[] message) {
        return compress(message, TAIL.length);
    }

    /** Returns a part of a stream, compressed under the same conditions. */
    public Block block(byte[] text) {
        ByteString compressed = compress(text, 0);
        return compressed == null ? Block.stored(text) : new Block(text, compressed);
    }

    private @Nullable ByteString compress(byte[] message, int leftOut) {
        if (message.length < settings.minBytes()) {
            return null;
        }
        Deflater known = idle.poll();
        Deflater deflater = known == null ? new Deflater(settings.level(), true) : known;
        try {
            return compress(message, leftOut, deflater);
        } finally {
            deflater.reset();
            if (!idle.offer(deflater)) {
                deflater.end();
            }
        }
    }

    private static @Nullable ByteString compress(byte[] message, int leftOut, Deflater deflater) {
        byte[] compressed = new byte[message.length];
        deflater.setInput(message);
        int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
        // If the output fills the array, some of it may be missing.
        return length == compressed.length ? null : ByteString.fromArray(compressed, 0, length - leftOut);
    }
}
