package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Frame;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

/**
 * Encodes frames for an event stream. Each event's id is a whole cursor, since an {@code EventSource} sends back its last id as it is.
 * The part of the ids that is signed for this connection is put between the parts of the events that all viewers share.
 */
public final class EventStreamWire implements Wire {

    private final SharedFrames.Form form;
    private ByteString id = ByteString.emptyByteString();

    /** @param form its cursors have no effect: they are in the ids */
    public EventStreamWire(SharedFrames.Form form) {
        this.form = form;
    }

    @Override
    public ByteString beginning(FirstFrames first) {
        id = EventStreamFormat.idOf(first.signed());
        return EventStreamFormat.retry()
                .concat(withIds(first.frames().stream()
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
        return withIds(shared.events(batch, form, now));
    }

    private ByteString withIds(List<ByteString> events) {
        if (events.size() == 1) {
            return id.concat(events.get(0));
        }
        var out = new ByteStringBuilder();
        events.forEach(event -> out.append(id).append(event));
        return out.result();
    }
}
