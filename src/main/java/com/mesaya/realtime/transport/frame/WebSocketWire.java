package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.transport.compression.Compression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * Encodes frames for a WebSocket. If the client wants to resume later, the first frame has a full cursor: a part that is signed for
 * this connection, a dot, and the sequence. All later frames have only the dot and the sequence, so that all viewers can share them;
 * the client joins the parts.
 *
 * @param compression compresses the first frames and the events, which may be large
 */
public record WebSocketWire(SharedFrames.Form form, Compression compression) implements Wire {

    @Override
    public ByteString beginning(FirstFrames first) {
        var frames = new ArrayList<Frame>();
        for (Placed placed : first.frames()) {
            frames.add(frames.isEmpty() && form.cursors() ? first.whole(placed) : form.shared(placed));
        }
        return WireFormat.textFrames(frames, compression);
    }

    @Override
    public ByteString own(List<Frame> frames) {
        return WireFormat.textFrames(frames);
    }

    @Override
    public ByteString close(CloseReason reason) {
        return WireFormat.closeFrame(reason);
    }

    @Override
    public ByteString events(LiveBatch batch, SharedFrames shared, Instant now) {
        return shared.of(batch, form, compression, now);
    }
}
