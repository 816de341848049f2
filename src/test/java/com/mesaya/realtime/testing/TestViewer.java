package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.cli.FrameListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of the service: a real WebSocket that keeps what it receives. */
public final class TestViewer implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final FrameListener listener = new FrameListener(frames::add);
    private final WebSocket socket;

    private TestViewer(URI address, String... headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int index = 0; index < headers.length; index += 2) {
            builder.header(headers[index], headers[index + 1]);
        }
        this.socket = builder.buildAsync(address, listener).join();
    }

    /** Connects; fails with the handshake's answer if it is refused. */
    public static TestViewer connect(URI address, String... headers) {
        return new TestViewer(address, headers);
    }

    /** Tries to connect and returns the HTTP status it is refused with. */
    public static int refusal(URI address, String... headers) {
        try {
            new TestViewer(address, headers).close();
            throw new AssertionError("was not refused");
        } catch (CompletionException failure) {
            assertThat(failure.getCause()).isInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) failure.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    /** Says something to the server. */
    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The next frame, as soon as it is here. */
    public String next() {
        try {
            String frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(frame).as("a frame within " + PATIENCE).isNotNull();
            return frame;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** The next so many frames. */
    public List<String> next(int count) {
        var received = new ArrayList<String>(count);
        while (received.size() < count) {
            received.add(next());
        }
        return received;
    }

    /** What is here and hasn't been looked at. */
    public List<String> pending() {
        return List.copyOf(frames);
    }

    /** How the server ended the connection. */
    public FrameListener.Closed closed() {
        try {
            return listener.closed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError("the connection was not closed", failure);
        }
    }

    /** Goes away without a word. */
    public void vanish() {
        socket.abort();
    }

    @Override
    public void close() {
        vanish();
    }
}
