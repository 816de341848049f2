package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.transport.Json;
import com.mesaya.realtime.transport.compression.Block;
import com.mesaya.realtime.transport.compression.Compression;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Encodes live batches once for all viewers that get the same. Not thread-safe. */
public final class SharedFrames {

    /**
     * The additional members of each frame.
     *
     * @param cursors whether frames have a cursor to resume with
     * @param times whether frames have their record's timestamp
     */
    public record Form(boolean cursors, boolean times) {

        private static final int COUNT = 4;

        private int index() {
            return (cursors ? 2 : 0) + (times ? 1 : 0);
        }

        /** Returns the frame with the part of the cursor that viewers share, if this form has cursors. */
        Frame shared(Placed placed) {
            return cursors ? placed.frame().withCursor(FirstFrames.relative(placed.sequence())) : placed.frame();
        }

        /**
         * Returns the frame of a log entry without a cursor. The frame of a hold contains the remaining time of the hold, since
         * clients' clocks are wrong.
         */
        Frame event(LogEntry entry, Instant now) {
            SectionEvent event = entry.event();
            Instant expiresAt = event.nature() == EventNature.HOLD ? event.expiresAt() : null;
            Frame frame =
                    expiresAt == null ? event.frame() : event.frame().withExpiresIn(Duration.between(now, expiresAt));
            Instant recordedAt = event.origin().recordedAt();
            return times && recordedAt != null ? frame.withRecordedAt(recordedAt) : frame;
        }
    }

    private final Encoded<ByteString> plain = new Encoded<>();
    private final Encoded<ByteString> compressed = new Encoded<>();
    private final Encoded<List<ByteString>> events = new Encoded<>();
    private final Encoded<List<Block>> blocks = new Encoded<>();

    /** Returns the frames of a batch. The first viewer whose frames are compressed has them compressed for all such viewers. */
    ByteString of(LiveBatch batch, Form form, Compression compression, Instant now) {
        Encoded<ByteString> kept = compression == Compression.NONE ? plain : compressed;
        ByteString known = kept.known(batch, form.index());
        return known == null ? kept.keep(batch, form.index(), encode(batch, form, compression, now)) : known;
    }

    /** Returns the server-sent events of a batch, each to be written after the beginning of its id (docs/decisions/0026). */
    List<ByteString> events(LiveBatch batch, Form form, Instant now) {
        // Their cursors are in the ids, so the forms with and without cursors share them.
        int index = form.times() ? 1 : 0;
        List<ByteString> known = events.known(batch, index);
        return known == null ? events.keep(batch, index, encodeEvents(batch, form, now)) : known;
    }

    /** Returns the same for streams with {@code gzip}. The first such viewer has them compressed for all. */
    List<Block> blocks(LiveBatch batch, Form form, Compression compression, Instant now) {
        int index = form.times() ? 1 : 0;
        List<Block> known = blocks.known(batch, index);
        return known == null
                ? blocks.keep(
                        batch,
                        index,
                        events(batch, form, now).stream()
                                .map(event -> compression.block(event.toArray()))
                                .toList())
                : known;
    }

    /** Returns the frame that reports the number of dropped events before the next one. */
    static Frame gap(long missed) {
        return Frame.of("section.gap", Json.bytes(Map.of("missed", missed)));
    }

    private static ByteString encode(LiveBatch batch, Form form, Compression compression, Instant now) {
        List<Frame> frames = new ArrayList<>(batch.entries().size() + 1);
        placed(batch, form, now).forEach(placed -> frames.add(form.shared(placed)));
        return WireFormat.textFrames(frames, compression);
    }

    private static List<ByteString> encodeEvents(LiveBatch batch, Form form, Instant now) {
        return placed(batch, form, now).stream()
                .map(EventStreamFormat::fromSequenceOn)
                .toList();
    }

    /** Returns the frames of a batch without cursors. */
    private static List<Placed> placed(LiveBatch batch, Form form, Instant now) {
        List<Placed> frames = new ArrayList<>(batch.entries().size() + 1);
        if (batch.missed() > 0) {
            frames.add(new Placed(gap(batch.missed()), batch.from() + batch.missed()));
        }
        batch.entries().forEach(entry -> frames.add(new Placed(form.event(entry, now), entry.sequence())));
        return frames;
    }

    /** The last encoded batch of each form. */
    private static final class Encoded<T> {

        private final @Nullable LiveBatch[] batches = new LiveBatch[Form.COUNT];
        private final List<@Nullable T> encoded = new ArrayList<>(Collections.nCopies(Form.COUNT, null));

        @SuppressWarnings("ReferenceEquality") // viewers at the same cursor get the same object
        @Nullable
        T known(LiveBatch batch, int form) {
            return batches[form] == batch ? encoded.get(form) : null;
        }

        T keep(LiveBatch batch, int form, T bytes) {
            batches[form] = batch;
            encoded.set(form, bytes);
            return bytes;
        }
    }
}
