package com.mesaya.realtime.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The way in which a viewer gets its frames. */
public enum Transport {
    WEBSOCKET("/ws/restaurant/", "HTTP/1.1 101"),
    /** A WebSocket whose viewer offers to have its messages compressed (RFC 7692). */
    COMPRESSED("/ws/restaurant/", "HTTP/1.1 101"),
    /** Server-sent events. */
    SSE("/sse/restaurant/", "HTTP/1.1 200"),
    /** Server-sent events whose viewer asks for the content coding {@code gzip}. */
    GZIP("/sse/restaurant/", "HTTP/1.1 200");

    private static final List<String> UPGRADE = List.of(
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

    private final String path;
    private final String accepted;

    Transport(String path, String accepted) {
        this.path = path;
        this.accepted = accepted;
    }

    /** Returns the path of a section. */
    String path(String section) {
        return path + section;
    }

    /** Returns the headers of a viewer's request, and the empty line after them. */
    String headers(URI server, String token) {
        var headers = new ArrayList<>(List.of("Host: " + server.getRawAuthority(), "Authorization: Bearer " + token));
        switch (this) {
            case WEBSOCKET -> headers.addAll(UPGRADE);
            case COMPRESSED -> {
                headers.addAll(UPGRADE);
                headers.add(OFFER);
            }
            case SSE -> {}
            case GZIP -> headers.add("Accept-Encoding: gzip");
        }
        headers.add("\r\n");
        return String.join("\r\n", headers);
    }

    /** Returns the beginning of the response to an accepted request. */
    byte[] accepted() {
        return accepted.getBytes(StandardCharsets.US_ASCII);
    }

    /** Passes on all complete frames, and returns the start of the rest. */
    int read(byte[] bytes, int from, int to, ServerFrames.Sink sink) {
        return switch (this) {
            case WEBSOCKET, COMPRESSED -> ServerFrames.read(bytes, from, to, sink);
            case SSE -> ServerEvents.read(bytes, from, to, sink);
            case GZIP -> GzippedEvents.read(bytes, from, to, sink);
        };
    }
}
