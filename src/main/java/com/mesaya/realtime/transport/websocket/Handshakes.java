package com.mesaya.realtime.transport.websocket;

import com.google.common.collect.MapMaker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
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
 * Accepts handshakes of WebSockets (RFC 6455, section 4.2.2). Pekko HTTP builds the blueprint of a WebSocket's stages anew for each
 * handshake, and keeps this object of some 11 KiB as long as the WebSocket is open. Here all handshakes share the first answer: only
 * {@code Sec-WebSocket-Accept}, the subprotocol and the extension differ. The common handler finds its connection by the materializer: each
 * connection has its own, and Pekko HTTP runs the WebSocket's stages with the connection's materializer. Thread-safe.
 */
public final class Handshakes {

    /** The request attribute with the materializer that runs the stream of the request's connection. */
    public static final AttributeKey<Materializer> MATERIALIZER =
            AttributeKey.create("materializer", Materializer.class);

    private static final String ACCEPT = "Sec-WebSocket-Accept";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /**
     * The connections whose WebSocket has not started yet. The entry of a client that disconnects earlier is removed with its
     * materializer.
     */
    private final Map<Materializer, ViewerConnection> expected =
            new MapMaker().weakKeys().makeMap();

    private final ViewerHandler handler = new ViewerHandler(this::take);
    private volatile @Nullable HttpResponse first;

    private ViewerConnection take(Materializer materializer) {
        return Objects.requireNonNull(expected.remove(materializer), "its handshake was accepted");
    }

    /** Returns the response that turns a connection into a WebSocket. */
    public HttpResponse accept(
            HttpRequest request,
            WebSocketUpgrade upgrade,
            Optional<String> protocol,
            Optional<String> extension,
            ViewerConnection connection) {
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
        extension.ifPresent(agreed -> headers.add(RawHeader.create(EXTENSIONS, agreed)));
        return shared.withHeaders(headers);
    }

    /** Returns the extensions that a client offers: the values of its headers, in order. */
    public static List<String> offeredExtensions(HttpRequest request) {
        List<String> offered = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) {
            if (header.is(EXTENSIONS.toLowerCase(Locale.ROOT))) {
                offered.add(header.value());
            }
        }
        return offered;
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
