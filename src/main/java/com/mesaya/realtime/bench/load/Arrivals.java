package com.mesaya.realtime.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;

/**
 * Reads the bytes that arrive at a loop's viewers, and counts their events. It does as little work per frame as possible: finds the
 * mark, and counts. Belongs to the loop's thread.
 */
final class Arrivals implements AutoCloseable {

    private static final byte[] SNAPSHOT = "{\"event\":\"section.snapshot\"".getBytes(StandardCharsets.US_ASCII);

    private final Transport transport;
    private final byte[] accepted;
    private final InflatedTexts inflated = new InflatedTexts();
    private Tally tally = new Tally();
    private long windowFromMicros = Long.MAX_VALUE;
    private long windowToMicros = Long.MIN_VALUE;
    private long nowMicros;
    private boolean ended;

    Arrivals(Transport transport) {
        this.transport = transport;
        this.accepted = transport.accepted();
    }

    Tally tally() {
        return tally;
    }

    /** Restarts the counts, for events that arrive or are due within the window. */
    void countWithin(long fromMicros, long toMicros) {
        tally = new Tally();
        windowFromMicros = fromMicros;
        windowToMicros = toMicros;
    }

    /**
     * Reads what has arrived at a viewer.
     *
     * @param micros the time by {@link Mark#nowMicros}
     * @return whether the connection goes on
     */
    boolean take(SelectionKey key, LoadViewer viewer, byte[] bytes, int to, long micros) {
        int from = 0;
        if (viewer.state == LoadViewer.State.UPGRADING) {
            from = endOfHead(bytes, to);
            if (from < 0) {
                viewer.keep(bytes, 0, to);
                return true;
            }
            if (!ServerEvents.startsWith(bytes, 0, from, accepted)) {
                return false;
            }
            viewer.state = LoadViewer.State.JOINING;
        }
        nowMicros = micros;
        ended = false;
        int rest = transport.read(
                bytes, from, to, (opcode, frame, start, end) -> onFrame(key, viewer, opcode, frame, start, end));
        viewer.keep(bytes, rest, to);
        return !ended;
    }

    private static int endOfHead(byte[] bytes, int to) {
        for (int at = 3; at < to; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n' && bytes[at - 3] == '\r') {
                return at + 1;
            }
        }
        return -1;
    }

    private void onFrame(SelectionKey key, LoadViewer viewer, int opcode, byte[] bytes, int from, int to) {
        if (ended) {
            return;
        }
        if (opcode == ServerFrames.COMPRESSED_TEXT) {
            byte[] text = inflated.of(bytes, from, to);
            onFrame(key, viewer, ServerFrames.TEXT, text, 0, text.length);
        } else if (opcode == ServerFrames.COMPRESSED_EVENTS) {
            byte[] events = inflated.of(bytes, from, to);
            ServerEvents.read(
                    events,
                    0,
                    events.length,
                    (kind, event, start, end) -> onFrame(key, viewer, kind, event, start, end));
        } else if (opcode == ServerFrames.PING) {
            try {
                viewer.pong(key, bytes, from, to);
            } catch (IOException broken) {
                ended = true;
            }
        } else if (opcode == ServerFrames.CLOSE) {
            ended = true;
        } else if (viewer.state == LoadViewer.State.WATCHING) {
            onEvent(viewer, bytes, from, to);
        } else if (viewer.state == LoadViewer.State.JOINING && ServerEvents.startsWith(bytes, from, to, SNAPSHOT)) {
            viewer.state = LoadViewer.State.WATCHING;
            tally.joins.recordValue(nowMicros - viewer.startedMicros);
        }
    }

    private void onEvent(LoadViewer viewer, byte[] bytes, int from, int to) {
        int at = Mark.find(bytes, from, to);
        if (at < 0) {
            return;
        }
        boolean isNew = viewer.saw(Mark.entity(bytes, at), Mark.version(bytes, at), tally);
        if (viewer.isSlow() || !isNew) {
            return;
        }
        long dueMicros = Mark.micros(bytes, at);
        if (dueMicros >= windowFromMicros && dueMicros < windowToMicros) {
            tally.freshness.recordValue(Math.max(0, nowMicros - dueMicros));
        }
        if (nowMicros >= windowFromMicros && nowMicros < windowToMicros) {
            tally.deliveries++;
        }
    }

    @Override
    public void close() {
        inflated.close();
    }
}
