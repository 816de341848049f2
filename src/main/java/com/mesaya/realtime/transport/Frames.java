package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.CursorSigner;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection, with or without cursors to come back with, and times to measure by. A hold's frame tells how long the hold
 * still lasts, since clients' clocks are wrong.
 */
final class Frames {

    private final SectionId section;
    private final Viewer viewer;
    private final boolean withCursors;
    private final boolean withTimes;
    private final CursorSigner signer;
    private final InstantSource clock;

    Frames(
            SectionId section,
            Viewer viewer,
            boolean withCursors,
            boolean withTimes,
            CursorSigner signer,
            InstantSource clock) {
        this.section = section;
        this.viewer = viewer;
        this.withCursors = withCursors;
        this.withTimes = withTimes;
        this.signer = signer;
        this.clock = clock;
    }

    /** An event of the log. */
    Frame event(LogEntry entry, UUID subscriber, Cursor start) {
        return at(event(entry), subscriber, start.at(entry.sequence()));
    }

    /** The same where the client's cursor is another one. */
    Frame event(LogEntry entry) {
        SectionEvent event = entry.event();
        @Nullable Instant expiresAt = event.nature() == EventNature.HOLD ? event.expiresAt() : null;
        Frame frame = expiresAt == null
                ? event.frame()
                : event.frame().withExpiresIn(Duration.between(clock.instant(), expiresAt));
        @Nullable Instant recordedAt = event.origin().recordedAt();
        return withTimes && recordedAt != null ? frame.withRecordedAt(recordedAt) : frame;
    }

    /** The connection takes up where the cursor points to. */
    Frame resumed(UUID subscriber, Cursor cursor) {
        String signed = signer.sign(new ResumePoint(subscriber, cursor), section, viewer);
        return at(Frame.of("section.resumed", Json.bytes(Map.of("cursor", signed))), subscriber, cursor);
    }

    /** So many events before the next one were dropped for good. */
    Frame gap(long missed, UUID subscriber, Cursor cursor) {
        return at(Frame.of("section.gap", Json.bytes(Map.of("missed", missed))), subscriber, cursor);
    }

    /** A frame after which the client knows everything up to a cursor. */
    Frame at(Frame frame, UUID subscriber, Cursor cursor) {
        return withCursors
                ? frame.withCursor(signer.sign(new ResumePoint(subscriber, cursor), section, viewer))
                : frame;
    }
}
