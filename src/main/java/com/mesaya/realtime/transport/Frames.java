package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.CursorSigner;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The frames of one connection, with or without cursors to come back with, and times to measure by. */
final class Frames {

    private final SectionId section;
    private final Viewer viewer;
    private final boolean withCursors;
    private final boolean withTimes;
    private final CursorSigner signer;

    Frames(SectionId section, Viewer viewer, boolean withCursors, boolean withTimes, CursorSigner signer) {
        this.section = section;
        this.viewer = viewer;
        this.withCursors = withCursors;
        this.withTimes = withTimes;
        this.signer = signer;
    }

    /** An event of the log. */
    Frame event(LogEntry entry, UUID subscriber, Cursor start) {
        return at(event(entry), subscriber, start.at(entry.sequence()));
    }

    /** The same where the client's cursor is another one. */
    Frame event(LogEntry entry) {
        Frame frame = entry.event().frame();
        @Nullable Instant recordedAt = entry.event().origin().recordedAt();
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
