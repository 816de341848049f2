package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.frame.CloseReason;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The frames and the close sent to a client in one step.
 *
 * @param frames messages, in order
 * @param close the reason for the close after them; null if the connection stays open
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

    /** Returns the error's frame, and closes. */
    static Outbound failing(ErrorCode code) {
        return failing(code, OptionalInt.empty());
    }

    /** Returns the error's frame with the main API's status, and closes. */
    static Outbound failing(ErrorCode code, OptionalInt apiStatus) {
        return closing(CloseReason.of(code), Errors.frame(code, apiStatus));
    }

    static Outbound closing(CloseReason reason, Frame... last) {
        return new Outbound(List.of(last), reason);
    }
}
