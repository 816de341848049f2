package com.mesaya.realtime.testing;

import com.mesaya.realtime.cli.FrameListener;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** A client of the service: an event stream, or a WebSocket with compressed messages. */
public final class ReadingViewer extends LiveViewer {

    private final FrameReader reader;

    private ReadingViewer(
            Function<Consumer<FrameReader.Message>, CompletableFuture<? extends FrameReader>> connection) {
        this.reader = connection
                .apply(message -> receive(new Received(message.frame(), message.cursor())))
                .join();
    }

    /** Asks for an event stream; fails if it is refused. */
    public static ReadingViewer stream(URI address, String... headers) {
        return new ReadingViewer(messages -> EventStreamLines.open(address, messages, headers));
    }

    /** Opens a WebSocket with compressed messages; fails if it is refused. */
    static ReadingViewer compressed(URI address, String... headers) {
        return new ReadingViewer(messages -> CompressedFrames.open(address, messages, headers));
    }

    @Override
    protected CompletableFuture<FrameListener.Closed> whenClosed() {
        return reader.closed();
    }

    @Override
    public void vanish() {
        reader.cancel();
    }
}
