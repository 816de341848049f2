package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.cli.FrameListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of the service that keeps what it receives, by whatever transport. */
public abstract class LiveViewer implements AutoCloseable {

    /**
     * A frame.
     *
     * @param cursor the cursor that came with it; empty if none did
     */
    protected record Received(String frame, String cursor) {}

    private final BlockingQueue<Received> frames = new LinkedBlockingQueue<>();
    private String cursor = "";

    protected final void receive(Received received) {
        frames.add(received);
    }

    /** Completes when the server has ended the connection, and fails if the line breaks. */
    protected abstract CompletableFuture<FrameListener.Closed> whenClosed();

    /** Goes away without a word. */
    public abstract void vanish();

    /** The next frame, as soon as it is here. */
    public final String next() {
        try {
            Received received = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(received).as("a frame within " + PATIENCE).isNotNull();
            if (!received.cursor().isEmpty()) {
                cursor = Cursors.after(cursor, received.cursor());
            }
            return received.frame();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** The next so many frames. */
    public final List<String> next(int count) {
        var received = new ArrayList<String>(count);
        while (received.size() < count) {
            received.add(next());
        }
        return received;
    }

    /** The cursor after the last frame that was looked at; empty if none has come. */
    public final String cursor() {
        return cursor;
    }

    /** What is here and hasn't been looked at. */
    public final List<String> pending() {
        return frames.stream().map(Received::frame).toList();
    }

    /** How the server ended the connection. */
    public final FrameListener.Closed closed() {
        try {
            return whenClosed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError("the connection was not closed", failure);
        }
    }

    @Override
    public final void close() {
        vanish();
    }
}
