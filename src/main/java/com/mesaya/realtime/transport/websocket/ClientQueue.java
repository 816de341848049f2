package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.transport.feed.LiveMerge;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.FirstFrames;
import com.mesaya.realtime.transport.frame.Wire;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a connection has yet to send to its client, besides the live events. The snapshot comes first (contract, section
 * 1), so other frames wait for it; nothing follows the close. Not thread-safe.
 */
final class ClientQueue {

    /** The number of answers that may wait for the beginning before reading stops. */
    private static final int HELD_BACK = 32;

    private final Wire wire;
    private final ConnectionStats stats;
    private final Queue<Message> ready = new ArrayDeque<>(4);
    private @Nullable List<Outbound> heldBack = new ArrayList<>(0);
    private boolean closing;

    ClientQueue(Wire wire, ConnectionStats stats) {
        this.wire = wire;
        this.stats = stats;
    }

    /** Adds the first frames, the mark that hands the socket over, and the frames that waited. */
    void begin(FirstFrames first) {
        add(first.frames().size(), wire.beginning(first));
        ready.add(BinaryMessage.create(LiveMerge.HAND_OVER));
        releaseHeldBack();
    }

    /** Adds frames, which wait for the beginning. */
    void add(Outbound outbound) {
        if (heldBack == null) {
            put(outbound);
        } else {
            heldBack.add(outbound);
        }
    }

    /** Adds the last frames, even before the beginning, and accepts no more. */
    void close(Outbound last) {
        put(last);
        closing = true;
    }

    /** Adds the frames that waited, since there will be no beginning, and accepts no more. */
    void finish() {
        releaseHeldBack();
        closing = true;
    }

    private void releaseHeldBack() {
        List<Outbound> waiting = heldBack;
        heldBack = null;
        if (waiting != null) {
            waiting.forEach(this::put);
        }
    }

    private void put(Outbound outbound) {
        if (closing) {
            return;
        }
        if (!outbound.frames().isEmpty()) {
            add(outbound.frames().size(), wire.own(outbound.frames()));
        }
        if (outbound.close() != null) {
            stats.closedBy(outbound.close().label());
            ready.add(BinaryMessage.create(wire.close(outbound.close())));
        }
    }

    private void add(int frames, ByteString bytes) {
        stats.sent(frames, Instant.now());
        ready.add(BinaryMessage.create(bytes));
    }

    /** Returns the next message to send, if there is one. */
    @Nullable
    Message poll() {
        return ready.poll();
    }

    /** Returns whether the client reads its answers, so that its next message may be read. */
    boolean hasRoom() {
        return ready.isEmpty() && (heldBack == null || heldBack.size() < HELD_BACK);
    }

    /** Returns whether the last frames have been added. */
    boolean isClosing() {
        return closing;
    }

    /** Returns whether the last message has been sent. */
    boolean isOver() {
        return closing && ready.isEmpty();
    }
}
