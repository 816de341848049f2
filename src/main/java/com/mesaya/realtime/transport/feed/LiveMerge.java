package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.transport.frame.WireFormat;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SendBytes;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Merges a section's live events into a connection, between Pekko HTTP and the socket.
 *
 * <pre>
 * Pekko HTTP's WebSocket ──101, snapshot──▶ ┌───────────┐ ──────────────▶ socket
 *                        ──pong, close────▶ │ LiveMerge │ ──▶ feed ──────────▲
 *                        ◀───────────────── └───────────┘ ◀────────────── socket
 * </pre>
 *
 * A WebSocket handler sends bytes as they are: Pekko HTTP wraps each strict binary message in a frame, and this stage takes the
 * wrapping off again (docs/decisions/0001). When the handler sends {@link #HAND_OVER}, the socket has taken everything
 * before it. From then on the section's feed is the socket's only writer, and it also writes the control frames of Pekko HTTP
 * and the handler, one at a time. Nothing follows a close frame (RFC 6455, section 5.5.1).
 */
public final class LiveMerge extends GraphStage<BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound>> {

    /** The binary message that hands the socket over to the feed. No frame begins with this byte, since it is a reserved opcode. */
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

    /** A session that is never read: Pekko HTTP expects TLS, which is below this stage if it is used at all. */
    private static final SSLSession NO_SESSION = noSession();

    private static final byte HAND_OVER_BYTE = 0x0F;
    private static final ByteString SWITCHING_PROTOCOLS = ByteString.fromString("HTTP/1.1 101 ");
    private static final ByteString PING = ByteString.fromArray(new byte[] {(byte) 0x89, 0});

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

    private static SSLSession noSession() {
        try {
            return SSLContext.getDefault().createSSLEngine().getSession();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has it", impossible);
        }
    }

    @Override
    public BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {

        private final Queue<ByteString> slices = new ArrayDeque<>(1);
        private boolean upgraded;
        private boolean closed;
        private boolean writing;
        private boolean finishing;
        private boolean handsOver;
        private @Nullable LiveConnection live;
        private boolean feedWrites;
        private @Nullable ActorRef writer;
        private Tcp.@Nullable Event writersTaken;

        Logic() {
            super(shape);
            setHandler(fromHttp, new AbstractInHandler() {
                @Override
                public void onPush() {
                    if (grab(fromHttp) instanceof SendBytes sent) {
                        onBytes(sent.bytes());
                    } else {
                        pull(fromHttp);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    finishing = true;
                    finishIfDone();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(toSocket, failure);
                }
            });
            setHandler(toSocket, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    onDemand();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromHttp, cause);
                    cancelUnread();
                }
            });
            setHandler(fromSocket, new AbstractInHandler() {
                @Override
                public void onPush() {
                    line.heard();
                    if (isClosed(toHttp)) {
                        grab(fromSocket);
                        pull(fromSocket);
                    } else {
                        push(toHttp, new SessionBytes(NO_SESSION, grab(fromSocket)));
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toHttp);
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(toHttp, failure);
                }
            });
            setHandler(toHttp, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromSocket);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    onHttpReadsNoMore(cause);
                }
            });
        }

        @Override
        public void preStart() {
            line.open(getStageActor(received -> {
                        onMessage(received);
                        return BoxedUnit.UNIT;
                    })
                    .ref());
        }

        @Override
        public void postStop() {
            line.close();
        }

        /** Drops all input until the feed has written the close frame, since a cancellation would close the socket before. */
        private void onHttpReadsNoMore(Throwable cause) {
            if (live == null || isClosed(toSocket)) {
                cancel(fromSocket, cause);
            } else if (!isClosed(fromSocket) && !hasBeenPulled(fromSocket)) {
                pull(fromSocket);
            }
        }

        private void cancelUnread() {
            if (isClosed(toHttp)) {
                cancel(fromSocket);
            }
        }

        private void onBytes(ByteString bytes) {
            if (!upgraded) {
                upgraded = bytes.startsWith(SWITCHING_PROTOCOLS, 0);
                if (upgraded) {
                    line.upgraded();
                }
                write(bytes);
            } else if (closed) {
                pullHttp();
            } else {
                onFrame(isBinary(bytes) ? bytes.drop(WireFormat.headerLength(bytes)) : bytes);
            }
        }

        private static boolean isBinary(ByteString frame) {
            return (frame.apply(0) & 0xFF) == WireFormat.BINARY;
        }

        private void onFrame(ByteString frame) {
            if (frame.apply(0) == HAND_OVER_BYTE) {
                handsOver = true;
                handOverIfIdle();
                return;
            }
            closed = (frame.apply(0) & 0xFF) == WireFormat.CLOSE;
            if (live == null) {
                write(frame);
            } else {
                feedWrites = true;
                live.writeControl(frame, closed, stageActor().ref());
            }
        }

        /** Hands the socket over unless a ping is under way. */
        private void handOverIfIdle() {
            if (!handsOver || writing) {
                return;
            }
            handsOver = false;
            live = Objects.requireNonNull(line.live(), "the handler has registered the viewer of the live events");
            live.begin(socket.orElseGet(() -> stageActor().ref()));
            pullHttp();
        }

        private void write(ByteString bytes) {
            for (int from = 0; from < bytes.size(); from += SLICE_BYTES) {
                slices.add(bytes.slice(from, Math.min(bytes.size(), from + SLICE_BYTES)));
            }
            pushSlice();
        }

        private void pushSlice() {
            ByteString slice = isAvailable(toSocket) ? slices.poll() : null;
            if (slice != null) {
                begin(slice);
            }
        }

        private void begin(ByteString bytes) {
            writing = true;
            line.began(System.nanoTime());
            push(toSocket, bytes);
        }

        /** Handles the socket's acceptance of the last write. */
        private void onDemand() {
            if (writing) {
                writing = false;
                line.took(System.nanoTime());
            }
            if (writer != null) {
                writer.tell(
                        Objects.requireNonNull(writersTaken, "it writes"),
                        stageActor().ref());
                writer = null;
            }
            pushSlice();
            handOverIfIdle();
            finishIfDone();
            if (!writing && live == null) {
                pullHttp();
            }
        }

        private void pullHttp() {
            if (!isClosed(fromHttp) && !hasBeenPulled(fromHttp)) {
                pull(fromHttp);
            }
        }

        /** Finishes after the write under way. */
        private void finishIfDone() {
            if (finishing && !feedWrites && !writing && slices.isEmpty()) {
                complete(toSocket);
                cancelUnread();
            }
        }

        private void onMessage(Tuple2<ActorRef, Object> received) {
            Object message = received._2();
            if (message instanceof Tcp.Write write) {
                // The feed has already recorded this write with the line.
                writer = received._1();
                writersTaken = write.ack();
                if (!isClosed(toSocket)) {
                    push(toSocket, write.data());
                }
            } else if (message == Written.INSTANCE) {
                feedWrites = false;
                finishIfDone();
                pullHttp();
            } else if (message == Ping.INSTANCE) {
                ping();
            } else if (message instanceof Fail fail) {
                failStage(fail.reason());
            }
        }

        private void ping() {
            if (!upgraded || closed) {
                return;
            }
            if (live != null) {
                live.writeControl(PING, false, null);
            } else if (isAvailable(toSocket)) {
                begin(PING);
            }
        }
    }
}
