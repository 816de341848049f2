package com.mesaya.realtime.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * Stands between Pekko HTTP and the socket and lets a WebSocket handler send bytes as they are. Pekko HTTP wraps each
 * strict binary message in a frame; this layer unwraps it again. So a handler that emits {@link WireFormat} as binary
 * messages sends text frames that were encoded once for everybody, many in one write, and closes with any code, neither
 * of which Pekko HTTP's own messages can do (docs/decisions/0001).
 *
 * <p>What goes to the socket at once is sliced, so that a socket which takes a large frame slowly isn't mistaken for one
 * that takes nothing. Control frames of Pekko HTTP pass, but none after the first close frame (RFC 6455, section 5.5.1).
 */
final class RawFrames {

    /** A socket that takes so much is not stalled, however much is left. */
    private static final int SLICE_BYTES = 64 * 1024;

    private static final ByteString SWITCHING_PROTOCOLS = ByteString.fromString("HTTP/1.1 101 ");

    private RawFrames() {}

    /**
     * The layer, for any number of connections.
     *
     * @param stallTimeout how long the socket may take nothing of what waits for it before the connection fails
     * @param idleTimeout how long there may be no sign of the client, or no answer to it, before the connection fails
     */
    static BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> create(
            Duration stallTimeout, Duration idleTimeout) {
        return BidiFlow.fromFlows(Flow.of(ByteString.class).statefulMapConcat(Unwrap::new), Flow.of(ByteString.class))
                .atop(BidiFlow.fromGraph(new LineWatch(stallTimeout, idleTimeout)));
    }

    /** Pekko HTTP renders the response's head and each frame as one element of its own. */
    private static final class Unwrap implements Function<ByteString, Iterable<ByteString>> {

        private boolean upgraded;
        private boolean closed;

        private static List<ByteString> slices(ByteString bytes) {
            if (bytes.size() <= SLICE_BYTES) {
                return List.of(bytes);
            }
            var slices = new ArrayList<ByteString>();
            for (int from = 0; from < bytes.size(); from += SLICE_BYTES) {
                slices.add(bytes.slice(from, Math.min(bytes.size(), from + SLICE_BYTES)));
            }
            return slices;
        }

        @Override
        public Iterable<ByteString> apply(ByteString bytes) {
            if (!upgraded) {
                upgraded = bytes.startsWith(SWITCHING_PROTOCOLS, 0);
                return List.of(bytes);
            }
            if (closed) {
                return List.of();
            }
            int opcode = bytes.apply(0) & 0xFF;
            ByteString raw = opcode == WireFormat.BINARY ? bytes.drop(WireFormat.headerLength(bytes)) : bytes;
            closed = (raw.apply(0) & 0xFF) == WireFormat.CLOSE;
            return slices(raw);
        }
    }
}
