package com.mesaya.realtime.testing;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The ways to watch a section. Tests of what holds on each of them run with each. */
public enum ViewerTransport {
    WEBSOCKET {
        @Override
        public LiveViewer watch(URI server, String section, String token) {
            return TestViewer.connect(address(server, "ws", "/ws", section), bearer(token));
        }

        @Override
        public LiveViewer watchToResume(URI server, String section, String token) {
            return TestViewer.connect(address(server, "ws", "/ws", section + "?resume=true"), bearer(token));
        }

        @Override
        public LiveViewer resume(URI server, String section, String token, String cursor) {
            return TestViewer.connect(address(server, "ws", "/ws", section + "?cursor=" + cursor), bearer(token));
        }

        @Override
        public CompletableFuture<FoldingViewer> fold(URI server, String section, String token, Consumer<String> also) {
            return FoldingViewer.connect(address(server, "ws", "/ws", section), token, also);
        }
    },
    EVENT_STREAM {
        @Override
        public LiveViewer watch(URI server, String section, String token) {
            return EventStreamViewer.connect(address(server, "http", "/sse", section), bearer(token));
        }

        @Override
        public LiveViewer watchToResume(URI server, String section, String token) {
            return watch(server, section, token);
        }

        @Override
        public LiveViewer resume(URI server, String section, String token, String cursor) {
            String[] headers = Stream.of(bearer(token), new String[] {"Last-Event-ID", cursor})
                    .flatMap(Stream::of)
                    .toArray(String[]::new);
            return EventStreamViewer.connect(address(server, "http", "/sse", section), headers);
        }

        @Override
        public CompletableFuture<FoldingViewer> fold(URI server, String section, String token, Consumer<String> also) {
            return FoldingViewer.stream(address(server, "http", "/sse", section), token, also);
        }
    };

    /** The transports in turn. */
    public static ViewerTransport inTurn(int number) {
        return values()[number % values().length];
    }

    /** Watches a section of the server at this HTTP address. */
    public abstract LiveViewer watch(URI server, String section, String token);

    /** The same, with cursors. */
    public abstract LiveViewer watchToResume(URI server, String section, String token);

    /** Comes back with a cursor. */
    public abstract LiveViewer resume(URI server, String section, String token, String cursor);

    /** Watches a section and folds what it gets; completes once the service has accepted it. */
    public abstract CompletableFuture<FoldingViewer> fold(
            URI server, String section, String token, Consumer<String> also);

    private static URI address(URI server, String scheme, String way, String rest) {
        return URI.create(scheme + "://" + server.getAuthority() + way + "/restaurant/" + rest);
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }
}
