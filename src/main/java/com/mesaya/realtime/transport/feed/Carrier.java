package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.transport.frame.EventStreamFormat;
import com.mesaya.realtime.transport.frame.WireFormat;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Carries a connection's frames after the head of Pekko HTTP's response. */
enum Carrier {

    /** A WebSocket. Pekko HTTP wraps what the handler sends in binary frames, and adds control frames. */
    WEBSOCKET(WireFormat.PING) {
        @Override
        ByteString unwrapped(ByteString bytes) {
            return (bytes.apply(0) & 0xFF) == WireFormat.BINARY ? bytes.drop(WireFormat.headerLength(bytes)) : bytes;
        }

        @Override
        boolean isLast(ByteString frame) {
            return (frame.apply(0) & 0xFF) == WireFormat.CLOSE;
        }
    },

    /** A response that lasts as long as the connection. Pekko HTTP leaves its parts as they are. */
    EVENT_STREAM(EventStreamFormat.COMMENT) {
        @Override
        ByteString unwrapped(ByteString bytes) {
            return bytes;
        }

        @Override
        boolean isLast(ByteString event) {
            return EventStreamFormat.isClose(event);
        }
    };

    private static final ByteString SWITCHING_PROTOCOLS = ByteString.fromString("HTTP/1.1 101 ");
    private static final ByteString OK = ByteString.fromString("HTTP/1.1 200 ");
    private static final String EVENTS = "\r\nContent-Type: text/event-stream\r\n";
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int LONGEST_HEAD = 8_192;

    @SuppressWarnings("ImmutableEnumChecker") // a ByteString is immutable
    private final ByteString ping;

    Carrier(ByteString ping) {
        this.ping = ping;
    }

    /**
     * Returns the carrier that begins with this part of a response, if one does. Pekko HTTP renders the head of a response that lasts in
     * one piece.
     */
    static @Nullable Carrier begunBy(ByteString response) {
        if (response.startsWith(SWITCHING_PROTOCOLS, 0)) {
            return WEBSOCKET;
        }
        return response.startsWith(OK, 0)
                        && isEvents(response.take(LONGEST_HEAD).utf8String())
                ? EVENT_STREAM
                : null;
    }

    private static boolean isEvents(String response) {
        int type = response.indexOf(EVENTS);
        return type >= 0 && type < response.indexOf(END_OF_HEAD);
    }

    /** Returns what the handler has sent. */
    abstract ByteString unwrapped(ByteString bytes);

    /** Returns whether nothing follows this frame. */
    abstract boolean isLast(ByteString frame);

    /** Returns the bytes that keep an idle connection open. */
    ByteString ping() {
        return ping;
    }
}
