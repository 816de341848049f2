package com.mesaya.realtime.cli;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Assembles frames and passes them on, one at a time. */
public final class FrameListener implements WebSocket.Listener {

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    /** The end of a connection. */
    public record Closed(int code, String reason) {

        /** Returns whether the connection ended without an error. */
        public boolean isOrderly() {
            return code == NORMAL || code == GOING_AWAY;
        }
    }

    private final Consumer<String> frames;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();

    public FrameListener(Consumer<String> frames) {
        this.frames = frames;
    }

    /** Returns a stage that completes when the connection ends, and fails if it breaks. */
    public CompletableFuture<Closed> closed() {
        return closed;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String frame = partial.toString();
            partial.setLength(0);
            frames.accept(frame);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
