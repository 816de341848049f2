package com.mesaya.realtime.transport;

import com.google.common.collect.MapMaker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts handshakes of WebSockets (RFC 6455, section 4.2.2). Pekko HTTP describes the stages of a WebSocket anew for each handshake, and
 * keeps that description, some 11 KiB, as long as the WebSocket is open. Here the first answer serves all: only {@code Sec-WebSocket-Accept}
 * and the subprotocol differ. Their common handler finds its connection by the materializer: each connection has one of its own, and
 * Pekko HTTP runs the stages of the WebSocket by the one that runs the connection. Thread-safe.
 */
final class Handshakes {

    /** The materializer that runs the stream of a request's connection, as an attribute of the request. */
    static final AttributeKey<Materializer> MATERIALIZER = AttributeKey.create("materializer", Materializer.class);

    private static final String ACCEPT = "Sec-WebSocket-Accept";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** Those whose WebSocket isn't started yet. A client that is gone before takes its own along with its materializer. */
    private final Map<Materializer, ViewerConnection> expected =
            new MapMaker().weakKeys().makeMap();

    private final ViewerConnection.Handler handler = new ViewerConnection.Handler(this::take);
    private volatile @Nullable HttpResponse first;

    private ViewerConnection take(Materializer materializer) {
        return Objects.requireNonNull(expected.remove(materializer), "its handshake was accepted");
    }

    /** The answer that lets a connection be a WebSocket. */
    HttpResponse accept(
            HttpRequest request, WebSocketUpgrade upgrade, Optional<String> protocol, ViewerConnection connection) {
        expected.put(request.getAttribute(MATERIALIZER).orElseThrow(), connection);
        HttpResponse shared = first;
        if (shared == null) {
            shared = upgrade.handleMessagesWith(handler);
            first = shared;
        }
        List<HttpHeader> headers = new ArrayList<>();
        for (HttpHeader header : shared.getHeaders()) {
            if (!header.name().equals(ACCEPT)) {
                headers.add(header);
            }
        }
        String key = request.getHeader(KEY).orElseThrow().value();
        headers.add(RawHeader.create(ACCEPT, answerTo(key)));
        protocol.ifPresent(chosen -> headers.add(RawHeader.create(PROTOCOL, chosen)));
        return shared.withHeaders(headers);
    }

    private static String answerTo(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has it", impossible);
        }
    }
}
