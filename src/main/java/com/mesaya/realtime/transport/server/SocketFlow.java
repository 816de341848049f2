package com.mesaya.realtime.transport.server;

import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Wraps a socket as a flow: its actor of {@code pekko.io.Tcp} in pull mode. It demands the next bytes only when the socket has
 * accepted the last ones, so a demand means that no write is under way, and another writer may write.
 */
final class SocketFlow extends GraphStage<FlowShape<ByteString, ByteString>> {

    private enum Taken implements Tcp.Event {
        INSTANCE
    }

    private final Inlet<ByteString> toSocket = Inlet.create("SocketFlow.toSocket");
    private final Outlet<ByteString> fromSocket = Outlet.create("SocketFlow.fromSocket");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(toSocket, fromSocket);
    private final ActorRef socket;
    private final Duration patience;

    /** @param patience the time limit for the last write once the connection is to be closed */
    SocketFlow(ActorRef socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {

        private boolean writing;
        private boolean closing;

        Logic() {
            super(shape);
            setHandler(toSocket, new AbstractInHandler() {
                @Override
                public void onPush() {
                    writing = true;
                    tell(TcpMessage.write(grab(toSocket), Taken.INSTANCE));
                }

                @Override
                public void onUpstreamFinish() {
                    close();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    tell(TcpMessage.abort());
                }
            });
            setHandler(fromSocket, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    tell(TcpMessage.resumeReading());
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    if (cause instanceof SubscriptionWithCancelException.NonFailureCancellation) {
                        close();
                    } else {
                        tell(TcpMessage.abort());
                        failStage(cause);
                    }
                }
            });
        }

        @Override
        public void preStart() {
            setKeepGoing(true);
            getStageActor(received -> {
                        onMessage(received);
                        return BoxedUnit.UNIT;
                    })
                    .watch(socket);
            tell(TcpMessage.register(stageActor().ref(), true, false));
            pull(toSocket);
        }

        private void onMessage(Tuple2<ActorRef, Object> received) {
            Object message = received._2();
            if (message instanceof Tcp.Received data) {
                if (isClosed(fromSocket)) {
                    tell(TcpMessage.resumeReading());
                } else {
                    push(fromSocket, data.data());
                }
            } else if (message == Taken.INSTANCE) {
                onTaken();
            } else if (message instanceof Tcp.ConnectionClosed closed) {
                onClosed(closed);
            } else if (message instanceof Terminated) {
                failStage(new StreamTcpException("The socket's actor has ended"));
            } else if (message instanceof Tcp.CommandFailed failed) {
                failStage(new StreamTcpException(
                        "The socket refuses " + failed.cmd().getClass()));
            }
        }

        private void onClosed(Tcp.ConnectionClosed closed) {
            if (closed.isPeerClosed()) {
                complete(fromSocket);
            } else if (closed.isErrorClosed() || closed.isAborted()) {
                failStage(new StreamTcpException("The connection is broken"));
            } else {
                completeStage();
            }
        }

        private void onTaken() {
            writing = false;
            if (closing) {
                tell(TcpMessage.close());
            } else if (!isClosed(toSocket)) {
                pull(toSocket);
            }
        }

        /** Closes after the write under way. */
        private void close() {
            closing = true;
            if (writing) {
                scheduleOnce(Taken.INSTANCE, patience);
            } else {
                tell(TcpMessage.close());
            }
        }

        /** Ends the connection, since its socket accepts no data. */
        @Override
        public void onTimer(Object key) {
            tell(TcpMessage.abort());
        }

        private void tell(Object command) {
            socket.tell(command, stageActor().ref());
        }
    }
}
