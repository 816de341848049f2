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
 * Opens TCP connections that are cut off after a maximum time. The pool's own timeouts only detect silence: a response that arrives in
 * endless small pieces would keep its connection for ever.
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
