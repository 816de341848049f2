package com.mesaya.realtime.infrastructure.rest;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.OutgoingConnection;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * TCP connections that are cut off after a while, whatever goes on. The pool's own time-outs see only silence: a response that
 * trickles in for ever would keep its connection for ever.
 */
final class EndingTransport extends ClientTransport {

    private final Duration lifetime;

    EndingTransport(Duration lifetime) {
        this.lifetime = lifetime;
    }

    @Override
    public Flow<ByteString, ByteString, CompletionStage<OutgoingConnection>> connectTo(
            String host, int port, ClientConnectionSettings settings, ActorSystem system) {
        return ClientTransport.TCP().connectTo(host, port, settings, system).completionTimeout(lifetime);
    }
}
