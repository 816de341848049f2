package com.mesaya.realtime.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mesaya.realtime.cli.FrameListener;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads a WebSocket whose messages the service compresses (RFC 7692), in a thread of its own. */
final class CompressedFrames implements FrameReader {

    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

    private final RawClient client;
    private final Consumer<Message> messages;
    private final CompletableFuture<FrameListener.Closed> closed = new CompletableFuture<>();
    private boolean paused;

    private CompressedFrames(RawClient client, Consumer<Message> messages) {
        this.client = client;
        this.messages = messages;
    }

    /** Opens a WebSocket; completes with its reader, and fails if it is refused or the service doesn't compress. */
    static CompletableFuture<CompressedFrames> open(URI address, Consumer<Message> messages, String... headers) {
        List<String> lines = new ArrayList<>(List.of(OFFER));
        for (int index = 0; index < headers.length; index += 2) {
            lines.add(headers[index] + ": " + headers[index + 1]);
        }
        return CompletableFuture.supplyAsync(() -> {
            RawClient client = RawClient.webSocket(address, lines.toArray(String[]::new));
            if (client.answer().stream().noneMatch(line -> line.contains("permessage-deflate"))) {
                throw new AssertionError(client.answer());
            }
            var reader = new CompressedFrames(client, messages);
            var thread = new Thread(reader::read, "compressed-frames");
            thread.setDaemon(true);
            thread.start();
            return reader;
        });
    }

    private void read() {
        try {
            while (!closed.isDone()) {
                awaitTurn();
                take(client.receive());
            }
        } catch (RuntimeException | AssertionError | InterruptedException failure) {
            closed.completeExceptionally(failure);
        }
    }

    private synchronized void awaitTurn() throws InterruptedException {
        while (paused) {
            wait();
        }
    }

    private void take(RawClient.Received received) {
        switch (received.opcode()) {
            case RawClient.TEXT -> {
                String frame = received.text();
                messages.accept(new Message(frame, TestViewer.cursorIn(frame)));
            }
            case RawClient.PING -> client.send(true, RawClient.PONG, received.payload());
            case RawClient.CLOSE -> {
                client.close();
                byte[] payload = received.payload();
                closed.complete(new FrameListener.Closed(
                        received.code(), new String(payload, Short.BYTES, payload.length - Short.BYTES, UTF_8)));
            }
            default -> throw new AssertionError("no frame of the service: " + received.opcode());
        }
    }

    @Override
    public CompletableFuture<FrameListener.Closed> closed() {
        return closed;
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void goOn() {
        paused = false;
        notifyAll();
    }

    @Override
    public void cancel() {
        client.close();
    }
}
