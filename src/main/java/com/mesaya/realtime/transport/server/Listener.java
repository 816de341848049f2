package com.mesaya.realtime.transport.server;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.io.Inet;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.stream.BindFailedException;

/**
 * Listens on a port with {@code pekko.io.Tcp}, and passes on each socket's actor. It is a classic actor, because only a classic actor
 * learns the actor of a socket.
 */
final class Listener extends AbstractActor {

    /** Stops accepting connections. */
    enum Unbind {
        INSTANCE
    }

    /** The number of connections accepted before the listener asks for more; it asks at half, because some connections end early. */
    private static final int ACCEPTED_AT_ONCE = 100;

    /**
     * The receiver of the listener's events.
     *
     * @param bound the local address; fails if the port can't be bound
     * @param ended completes, or fails, when the listener has ended
     * @param accept takes a socket's actor and its remote address
     */
    record Owner(
            CompletableFuture<InetSocketAddress> bound,
            CompletableFuture<Done> ended,
            BiConsumer<ActorRef, InetSocketAddress> accept) {}

    private final Owner owner;
    private final Tcp.Command bind;
    private ActorRef socket = ActorRef.noSender();
    private int accepted;

    static Props props(InetSocketAddress address, int backlog, List<Inet.SocketOption> options, Owner owner) {
        return Props.create(Listener.class, () -> new Listener(address, backlog, options, owner));
    }

    private Listener(InetSocketAddress address, int backlog, List<Inet.SocketOption> options, Owner owner) {
        this.owner = owner;
        this.bind = TcpMessage.bind(getSelf(), address, backlog, options, true);
    }

    @Override
    public void preStart() {
        Tcp.get(getContext().getSystem()).manager().tell(bind, getSelf());
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Tcp.Connected.class, this::onConnected)
                .match(Tcp.Bound.class, this::onBound)
                .match(Tcp.CommandFailed.class, failed -> onFailed())
                .match(Unbind.class, unbind -> socket.tell(TcpMessage.unbind(), getSelf()))
                .match(Tcp.Unbound$.class, unbound -> getContext().stop(getSelf()))
                .match(Terminated.class, terminated -> getContext().stop(getSelf()))
                .build();
    }

    private void onBound(Tcp.Bound bound) {
        socket = getSender();
        getContext().watch(socket);
        owner.bound().complete(bound.localAddress());
        socket.tell(TcpMessage.resumeAccepting(ACCEPTED_AT_ONCE), getSelf());
    }

    private void onConnected(Tcp.Connected connected) {
        accepted++;
        if (accepted == ACCEPTED_AT_ONCE / 2) {
            accepted = 0;
            socket.tell(TcpMessage.resumeAccepting(ACCEPTED_AT_ONCE), getSelf());
        }
        owner.accept().accept(getSender(), connected.remoteAddress());
    }

    private void onFailed() {
        owner.bound().completeExceptionally(new BindFailedException());
        getContext().stop(getSelf());
    }

    @Override
    public void postStop() {
        owner.bound().completeExceptionally(new BindFailedException());
        owner.ended().complete(Done.getInstance());
    }
}
