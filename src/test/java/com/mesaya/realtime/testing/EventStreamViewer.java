package com.mesaya.realtime.testing;

import com.mesaya.realtime.cli.FrameListener;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** A client of the service: an event stream. */
public final class EventStreamViewer extends LiveViewer {

    private final EventStreamLines lines;

    private EventStreamViewer(URI address, String... headers) {
        this.lines = EventStreamLines.open(
                        address, message -> receive(new Received(message.data(), message.lastEventId())), headers)
                .join();
    }

    /** Connects; fails if it is refused. */
    public static EventStreamViewer connect(URI address, String... headers) {
        return new EventStreamViewer(address, headers);
    }

    @Override
    protected CompletableFuture<FrameListener.Closed> whenClosed() {
        return lines.closed();
    }

    @Override
    public void vanish() {
        lines.cancel();
    }
}
