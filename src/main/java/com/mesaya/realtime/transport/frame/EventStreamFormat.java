package com.mesaya.realtime.transport.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.transport.Json;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.util.ByteString;

/**
 * Encodes frames as server-sent events (HTML, section 9.2). An event without a name is a message to an {@code EventSource}; its data
 * is the frame.
 */
public final class EventStreamFormat {

    /** A comment, which clients ignore. */
    public static final ByteString COMMENT = ByteString.fromString(":\n\n");

    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] NEXT_LINE = "\ndata: ".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);
    private static final ByteString CLOSE = ByteString.fromString("event: close\n");

    private static final int SOON_MS = 1_000;
    private static final int LATER_MS = 10_000;
    /** The time for a client that should not come back: an {@code EventSource} can't be told to stay away. */
    private static final int NEVER_MS = 24 * 60 * 60 * 1_000;

    private record Closed(int code, String reason) {}

    private EventStreamFormat() {}

    /** Returns the line after which an {@code EventSource} waits for a random time before it comes back. */
    static ByteString retry() {
        return retry(ThreadLocalRandom.current().nextInt(SOON_MS, 2 * SOON_MS));
    }

    private static ByteString retry(int millis) {
        return ByteString.fromString("retry: " + millis + "\n");
    }

    private static int waitAfter(CloseReason reason) {
        if (!reason.comeBack()) {
            return NEVER_MS;
        }
        return switch (reason) {
            case SERVER_STOPPING, OUT_OF_REACH, TOKEN_EXPIRED ->
                ThreadLocalRandom.current().nextInt(SOON_MS);
            default -> ThreadLocalRandom.current().nextInt(SOON_MS, LATER_MS);
        };
    }

    /** Returns the beginning of the ids of one connection. */
    static ByteString idOf(String signed) {
        return ByteString.fromString("id: " + signed);
    }

    /** Returns an event after the beginning of its id. */
    static ByteString fromSequenceOn(Placed placed) {
        return event(
                (FirstFrames.relative(placed.sequence()) + "\n").getBytes(US_ASCII),
                placed.frame().bytes());
    }

    /** Returns an event without an id, which leaves the client's last id as it is. */
    static ByteString event(Frame frame) {
        return event(new byte[0], frame.bytes());
    }

    /** Writes each line of the data as a field. A client puts the lines together again, with LF for CR or CRLF. */
    private static ByteString event(byte[] head, byte[] data) {
        int lineEnds = lineEnds(data);
        byte[] event = new byte[head.length + DATA.length + data.length + lineEnds * NEXT_LINE.length + END.length];
        int end = append(DATA, event, append(head, event, 0));
        end = lineEnds == 0 ? append(data, event, end) : appendLines(data, event, end);
        return ByteString.fromArrayUnsafe(event, 0, append(END, event, end));
    }

    private static int appendLines(byte[] data, byte[] to, int at) {
        int end = at;
        for (int index = 0; index < data.length; index++) {
            byte next = data[index];
            if (next == '\n' && index > 0 && data[index - 1] == '\r') {
                continue;
            }
            if (isLineEnd(next)) {
                end = append(NEXT_LINE, to, end);
            } else {
                to[end] = next;
                end++;
            }
        }
        return end;
    }

    private static int lineEnds(byte[] bytes) {
        int ends = 0;
        for (byte next : bytes) {
            if (isLineEnd(next)) {
                ends++;
            }
        }
        return ends;
    }

    private static boolean isLineEnd(byte character) {
        return character == '\n' || character == '\r';
    }

    private static int append(byte[] part, byte[] to, int at) {
        System.arraycopy(part, 0, to, at, part.length);
        return at + part.length;
    }

    /** Returns the event {@code close}, after which the stream ends. */
    public static ByteString close(CloseReason reason) {
        byte[] closed = Json.bytes(new Closed(reason.code(), reason.text()));
        return CLOSE.concat(retry(waitAfter(reason))).concat(event(new byte[0], closed));
    }

    /** Returns whether these bytes are the event {@code close}. */
    public static boolean isClose(ByteString event) {
        return event.startsWith(CLOSE, 0);
    }
}
