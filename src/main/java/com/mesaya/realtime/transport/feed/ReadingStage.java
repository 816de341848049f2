package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.transport.compression.ClientFrames;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Passes the client's bytes from the socket to Pekko HTTP, its messages decompressed. */
abstract class ReadingStage extends GraphStageLogic {

    /** A session that is never read: Pekko HTTP expects TLS, which is below this stage if it is used at all. */
    private static final SSLSession NO_SESSION = noSession();

    private final Inlet<ByteString> fromSocket;
    private final Outlet<SslTlsInbound> toHttp;
    final Line line;
    private boolean drops;
    /** The frames of a client that compresses, while something of them is incomplete. */
    private @Nullable ClientFrames frames;

    ReadingStage(BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound> shape, Line line) {
        super(shape);
        this.fromSocket = shape.in2();
        this.toHttp = shape.out2();
        this.line = line;
        setHandler(fromSocket, new AbstractInHandler() {
            @Override
            public void onPush() {
                line.heard();
                if (drops || isClosed(toHttp)) {
                    grab(fromSocket);
                    pull(fromSocket);
                } else {
                    pass(grab(fromSocket));
                }
            }

            @Override
            public void onUpstreamFinish() {
                if (drops) {
                    completeStage();
                } else if (frames == null || !frames.hasNext()) {
                    complete(toHttp);
                }
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
                if (drops) {
                    line.broke();
                    failStage(failure);
                } else {
                    fail(toHttp, failure);
                }
            }
        });
        setHandler(toHttp, new AbstractOutHandler() {
            @Override
            public void onPull() {
                if (!passNext()) {
                    readOn();
                }
                if (isClosed(fromSocket) && (frames == null || !frames.hasNext())) {
                    complete(toHttp);
                }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                onHttpReadsNoMore(cause);
            }
        });
    }

    private static SSLSession noSession() {
        try {
            return SSLContext.getDefault().createSSLEngine().getSession();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has it", impossible);
        }
    }

    private void pass(ByteString bytes) {
        int limit = line.inflatesUpTo();
        if (limit == 0) {
            push(toHttp, new SessionBytes(NO_SESSION, bytes));
            return;
        }
        if (frames == null) {
            frames = new ClientFrames(limit, this::isClosing);
        }
        frames.add(bytes);
        if (!passNext()) {
            pull(fromSocket);
        }
    }

    /** Passes on what comes next in the bytes that are here. @return whether there was something */
    private boolean passNext() {
        if (frames == null) {
            return false;
        }
        ByteString next = frames.next();
        if (frames.isIdle()) {
            frames = null;
        }
        if (next.isEmpty()) {
            return false;
        }
        push(toHttp, new SessionBytes(NO_SESSION, next));
        return true;
    }

    /** Releases what an incomplete message holds. */
    final void releaseFrames() {
        if (frames != null) {
            frames.close();
        }
    }

    /** Returns whether the close frame is on its way, so that no further message of the client is answered. */
    abstract boolean isClosing();

    /** Returns whether the socket must stay open although Pekko HTTP reads no more. */
    abstract boolean mustKeepSocket();

    /**
     * Drops all further input, since the last response of the connection has begun. The stage reads on only to notice that the client
     * has disconnected, which ends the connection.
     */
    final void dropInput() {
        drops = true;
        readOn();
    }

    /** Drops all further input, or cancels it. */
    private void onHttpReadsNoMore(Throwable cause) {
        if (drops || mustKeepSocket()) {
            readOn();
        } else {
            cancel(fromSocket, cause);
        }
    }

    private void readOn() {
        if (!isClosed(fromSocket) && !hasBeenPulled(fromSocket)) {
            pull(fromSocket);
        }
    }

    /** Cancels the input if Pekko HTTP reads no more. */
    final void cancelUnread() {
        if (isClosed(toHttp)) {
            cancel(fromSocket);
        }
    }
}
