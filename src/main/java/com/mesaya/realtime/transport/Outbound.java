package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What goes out to a client at once.
 *
 * @param frames messages, in order
 * @param close why the connection is closed after them; null if it isn't
 */
record Outbound(List<Frame> frames, @Nullable CloseReason close) {

    Outbound {
        frames = List.copyOf(frames);
    }

    static Outbound of(List<Frame> frames) {
        return new Outbound(frames, null);
    }

    static Outbound of(Frame frame) {
        return of(List.of(frame));
    }

    /** Says what is wrong, and closes. */
    static Outbound failing(ErrorCode code) {
        return failing(code, OptionalInt.empty());
    }

    /** The same, with the status that the main API answered. */
    static Outbound failing(ErrorCode code, OptionalInt apiStatus) {
        return closing(CloseReason.of(code), Errors.frame(code, apiStatus));
    }

    static Outbound closing(CloseReason reason, Frame... last) {
        return new Outbound(List.of(last), reason);
    }
}
