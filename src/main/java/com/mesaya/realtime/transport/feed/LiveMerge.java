package com.mesaya.realtime.transport.feed;

import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Merges a section's live events into a connection, between Pekko HTTP and the socket.
 *
 * <pre>
 * Pekko HTTP ──101 or 200, snapshot──▶ ┌───────────┐ ──────────────▶ socket
 *            ──pong, close───────────▶ │ LiveMerge │ ──▶ feed ──────────▲
 *            ◀──────────────────────── └───────────┘ ◀────────────── socket
 * </pre>
 *
 * The handler of a WebSocket or an event stream sends bytes as they are. Pekko HTTP wraps each strict binary message of a WebSocket
 * in a frame, and this stage takes the wrapping off again (docs/decisions/0001). When the handler sends {@link #HAND_OVER}, the
 * socket has taken everything before it. From then on the section's feed is the socket's only writer, and it also writes the control
 * frames of Pekko HTTP and the handler, one at a time. Nothing follows a close frame (RFC 6455, section 5.5.1) or the event
 * {@code close}.
 */
public final class LiveMerge extends GraphStage<BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound>> {

    /**
     * The message that hands the socket over to the feed. No frame begins with this byte, since it is a reserved opcode, and no event.
     */
    public static final ByteString HAND_OVER = ByteString.fromArray(new byte[] {LiveMerge.HAND_OVER_BYTE});

    /** Sends the client a ping. */
    enum Ping {
        INSTANCE
    }

    /** Reports that the feed has written the last control frame. */
    enum Written {
        INSTANCE
    }

    /** Ends the connection. */
    record Fail(Exception reason) {}

    /**
     * The size of one write, so that a slow socket that accepts this much at a time doesn't count as stalled, however much is left.
     */
    static final int SLICE_BYTES = 64 * 1024;

    private static final byte HAND_OVER_BYTE = 0x0F;

    private final Inlet<SslTlsOutbound> fromHttp = Inlet.create("LiveMerge.fromHttp");
    private final Outlet<ByteString> toSocket = Outlet.create("LiveMerge.toSocket");
    private final Inlet<ByteString> fromSocket = Inlet.create("LiveMerge.fromSocket");
    private final Outlet<SslTlsInbound> toHttp = Outlet.create("LiveMerge.toHttp");
    private final BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound> shape =
            new BidiShape<>(fromHttp, toSocket, fromSocket, toHttp);
    private final Line line;
    private final Optional<ActorRef> socket;

    /** @param socket accepts the feed's writes; if empty, as under TLS, this stage passes them on */
    public LiveMerge(Line line, Optional<ActorRef> socket) {
        this.line = line;
        this.socket = socket;
    }

    /** Returns whether a frame of the handler is {@link #HAND_OVER}. */
    static boolean handsOver(ByteString frame) {
        return frame.apply(0) == HAND_OVER_BYTE;
    }

    @Override
    public BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new LiveMergeStage(shape, line, socket);
    }
}
