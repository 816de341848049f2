package com.mesaya.realtime.testing;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The ways to watch a section. Tests of what holds on each of them run with each. */
public enum ViewerTransport {
    WEBSOCKET(false, false),
    /** A WebSocket with compressed messages. */
    COMPRESSED(false, true),
    EVENT_STREAM(true, false),
    /** An event stream with the content coding {@code gzip}. */
    GZIP(true, true);

    private final boolean isStream;
    private final boolean isCompressed;

    ViewerTransport(boolean isStream, boolean isCompressed) {
        this.isStream = isStream;
        this.isCompressed = isCompressed;
    }

    /** The transports in turn. */
    public static ViewerTransport inTurn(int number) {
        return values()[number % values().length];
    }

    /** Watches a section of the server at this HTTP address. */
    public LiveViewer watch(URI server, String section, String token) {
        return connect(address(server, section), headers(token));
    }

    /** The same, with cursors. */
    public LiveViewer watchToResume(URI server, String section, String token) {
        return isStream ? watch(server, section, token) : watch(server, section + "?resume=true", token);
    }

    /** Comes back with a cursor. */
    public LiveViewer resume(URI server, String section, String token, String cursor) {
        return isStream
                ? connect(address(server, section), with(headers(token), "Last-Event-ID", cursor))
                : watch(server, section + "?cursor=" + cursor, token);
    }

    private LiveViewer connect(URI address, String[] headers) {
        if (isStream) {
            return ReadingViewer.stream(address, headers);
        }
        return isCompressed ? ReadingViewer.compressed(address, headers) : TestViewer.connect(address, headers);
    }

    /** Watches a section and folds what it gets; completes once the service has accepted it. */
    public CompletableFuture<FoldingViewer> fold(URI server, String section, String token, Consumer<String> also) {
        URI address = address(server, section);
        if (isStream) {
            return FoldingViewer.read(messages -> EventStreamLines.open(address, messages, headers(token)), also);
        }
        return isCompressed
                ? FoldingViewer.read(messages -> CompressedFrames.open(address, messages, headers(token)), also)
                : FoldingViewer.connect(address, token, also);
    }

    private URI address(URI server, String rest) {
        return URI.create((isStream ? "http://" : "ws://") + server.getAuthority() + (isStream ? "/sse" : "/ws")
                + "/restaurant/" + rest);
    }

    private String[] headers(String token) {
        String[] bearer = {"Authorization", "Bearer " + token};
        return isStream && isCompressed ? with(bearer, "Accept-Encoding", "gzip") : bearer;
    }

    private static String[] with(String[] headers, String... more) {
        return Stream.of(headers, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
