package com.mesaya.realtime.transport.feed;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SendBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/** Merges the live events into the writes of one connection; see {@link LiveMerge}. */
final class LiveMergeStage extends ReadingStage {

    private final Inlet<SslTlsOutbound> fromHttp;
    private final Outlet<ByteString> toSocket;
    private final Optional<ActorRef> socket;

    private final Queue<ByteString> slices = new ArrayDeque<>(1);
    private @Nullable Carrier carrier;
    private boolean closed;
    private boolean writing;
    private boolean finishing;
    private boolean handsOver;
    private @Nullable LiveConnection live;
    private boolean feedWrites;
    private @Nullable ActorRef writer;
    private Tcp.@Nullable Event writersTaken;

    /** @param socket accepts the feed's writes; if empty, this stage passes them on */
    LiveMergeStage(
            BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound> shape,
            Line line,
            Optional<ActorRef> socket) {
        super(shape, line);
        this.fromHttp = shape.in1();
        this.toSocket = shape.out1();
        this.socket = socket;
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
        releaseFrames();
        line.close();
    }

    @Override
    boolean isClosing() {
        return closed;
    }

    /** Returns whether the feed has yet to write the close frame: a cancellation would close the socket before. */
    @Override
    boolean mustKeepSocket() {
        return live != null && !isClosed(toSocket);
    }

    private void onBytes(ByteString bytes) {
        if (carrier == null) {
            carrier = Carrier.begunBy(bytes);
            if (carrier != null) {
                line.carries(carrier);
            }
            if (carrier == Carrier.EVENT_STREAM) {
                dropInput();
            }
            write(bytes);
        } else if (closed) {
            pullHttp();
        } else {
            onFrame(carrier, carrier.unwrapped(bytes));
        }
    }

    private void onFrame(Carrier its, ByteString frame) {
        if (LiveMerge.handsOver(frame)) {
            handsOver = true;
            handOverIfIdle();
            return;
        }
        closed = its.isLast(frame);
        if (live == null) {
            write(line.coded(frame, closed));
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
        for (int from = 0; from < bytes.size(); from += LiveMerge.SLICE_BYTES) {
            slices.add(bytes.slice(from, Math.min(bytes.size(), from + LiveMerge.SLICE_BYTES)));
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
        } else if (message == LiveMerge.Written.INSTANCE) {
            feedWrites = false;
            finishIfDone();
            pullHttp();
        } else if (message == LiveMerge.Ping.INSTANCE) {
            ping();
        } else if (message instanceof LiveMerge.Fail fail) {
            failStage(fail.reason());
        }
    }

    private void ping() {
        if (carrier == null || closed) {
            return;
        }
        if (live != null) {
            live.writeControl(carrier.ping(), false, null);
        } else if (isAvailable(toSocket)) {
            begin(line.coded(carrier.ping(), false));
        }
    }
}
