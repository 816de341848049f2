package com.mesaya.realtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.cli.FrameListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the service: a real WebSocket that keeps what it receives. */
public final class TestViewer extends LiveViewer {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Pattern CURSOR = Pattern.compile(",\"cursor\":\"([^\"]*)\"}$");

    private final FrameListener listener = new FrameListener(frame -> receive(new Received(frame, cursorIn(frame))));
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

    /** The cursor in a frame; empty if there is none. */
    static String cursorIn(String frame) {
        Matcher cursor = CURSOR.matcher(frame);
        return cursor.find() ? cursor.group(1) : "";
    }

    /** Says something to the server. */
    public void send(String text) {
        socket.sendText(text, true).join();
    }

    @Override
    protected CompletableFuture<FrameListener.Closed> whenClosed() {
        return listener.closed();
    }

    @Override
    public void vanish() {
        socket.abort();
    }
}
