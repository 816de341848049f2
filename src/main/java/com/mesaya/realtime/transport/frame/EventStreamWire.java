package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.transport.compression.Block;
import com.mesaya.realtime.transport.compression.GzipStream;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Encodes frames for an event stream. Each event's id is a whole cursor, since an {@code EventSource} sends back its last id as it is.
 * The part of the ids that is signed for this connection is put between the parts of the events that all viewers share. With {@code
 * gzip} each of these parts has blocks of its own; all but the events are coded when they are written, since others come between them.
 */
public final class EventStreamWire implements Wire {

    private final SharedFrames.Form form;
    private final @Nullable GzipStream gzip;
    private ByteString id = ByteString.emptyByteString();
    private @Nullable Block codedId;

    /**
     * @param form its cursors have no effect: they are in the ids
     * @param gzip codes the events; null if they are sent as they are
     */
    public EventStreamWire(SharedFrames.Form form, @Nullable GzipStream gzip) {
        this.form = form;
        this.gzip = gzip;
    }

    @Override
    public ByteString beginning(FirstFrames first) {
        ByteString its = EventStreamFormat.idOf(first.signed());
        if (gzip == null) {
            id = its;
        } else {
            codedId = Block.stored(its.toArray());
        }
        return EventStreamFormat.retry()
                .concat(withIds(
                        its,
                        first.frames().stream()
                                .map(EventStreamFormat::fromSequenceOn)
                                .toList()));
    }

    @Override
    public ByteString own(List<Frame> frames) {
        var out = new ByteStringBuilder();
        frames.forEach(frame -> out.append(EventStreamFormat.event(frame)));
        return out.result();
    }

    @Override
    public ByteString close(CloseReason reason) {
        return EventStreamFormat.close(reason);
    }

    @Override
    public ByteString events(LiveBatch batch, SharedFrames shared, Instant now) {
        return gzip == null || codedId == null
                ? withIds(id, shared.events(batch, form, now))
                : coded(gzip, codedId, shared.blocks(batch, form, gzip.compression(), now));
    }

    private static ByteString coded(GzipStream gzip, Block id, List<Block> events) {
        ByteString bytes = ByteString.emptyByteString();
        for (Block event : events) {
            bytes = bytes.concat(gzip.add(id)).concat(gzip.add(event));
        }
        return bytes;
    }

    private static ByteString withIds(ByteString id, List<ByteString> events) {
        if (events.size() == 1) {
            return id.concat(events.get(0));
        }
        var out = new ByteStringBuilder();
        events.forEach(event -> out.append(id).append(event));
        return out.result();
    }
}
