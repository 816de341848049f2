package com.mesaya.realtime.testing;

import com.mesaya.realtime.cli.FrameListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** A client that folds what it gets, and can stop taking anything from its socket for a while. */
public final class FoldingViewer implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SectionFold fold = new SectionFold();
    private final Consumer<String> also;
    private final StringBuilder partial = new StringBuilder();
    private CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CompletableFuture<String> firstEvent = new CompletableFuture<>();
    private boolean paused;
    private long owed;
    private WebSocket socket;
    private FrameReader reader;

    private FoldingViewer(Consumer<String> also) {
        this.also = also;
    }

    /** Connects; completes once the handshake is done. {@code also} sees each frame too. */
    public static CompletableFuture<FoldingViewer> connect(URI address, String token, Consumer<String> also) {
        var viewer = new FoldingViewer(also);
        return HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(address, viewer)
                .thenApply(socket -> {
                    viewer.socket = socket;
                    return viewer;
                });
    }

    /** The same with a reader. */
    static CompletableFuture<FoldingViewer> read(
            Function<Consumer<FrameReader.Message>, CompletableFuture<? extends FrameReader>> connection,
            Consumer<String> also) {
        var viewer = new FoldingViewer(also);
        return connection.apply(message -> viewer.take(message.frame())).thenApply(reader -> {
            viewer.reader = reader;
            viewer.closed = reader.closed().thenApply(FrameListener.Closed::code);
            return viewer;
        });
    }

    public SectionFold fold() {
        return fold;
    }

    /** Completes with the name of the first frame's event. */
    public CompletableFuture<String> firstEvent() {
        return firstEvent;
    }

    /** Completes with the code the server closes with; fails if the line breaks. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    /** Takes nothing more from the socket. */
    public synchronized void pause() {
        paused = true;
        if (reader != null) {
            reader.pause();
        }
    }

    /** Goes on where it paused. */
    public synchronized void goOn() {
        paused = false;
        if (reader == null) {
            socket.request(owed);
            owed = 0;
        } else {
            reader.goOn();
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String frame = partial.toString();
            partial.setLength(0);
            take(frame);
        }
        askForMore(webSocket);
        return null;
    }

    private void take(String frame) {
        fold.apply(frame);
        also.accept(frame);
        firstEvent.complete(frame.split("\"", 5)[3]);
    }

    private synchronized void askForMore(WebSocket webSocket) {
        if (paused) {
            owed++;
        } else {
            webSocket.request(1);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        if (reader == null) {
            socket.abort();
        } else {
            reader.cancel();
        }
    }
}
