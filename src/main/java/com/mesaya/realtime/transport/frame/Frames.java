package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.access.CursorSigner;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.transport.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds the first frames of one connection. If the client wants to resume later, the first frame has a full cursor: a part that is
 * signed for this connection, a dot, and the sequence. All later frames have only the dot and the sequence, so that all viewers can
 * share them; the client joins the parts.
 */
public final class Frames {

    private final SectionId section;
    private final Viewer viewer;
    private final SharedFrames.Form form;
    private final CursorSigner signer;

    public Frames(SectionId section, Viewer viewer, SharedFrames.Form form, CursorSigner signer) {
        this.section = section;
        this.viewer = viewer;
        this.form = form;
        this.signer = signer;
    }

    public SharedFrames.Form form() {
        return form;
    }

    /** Returns the part of a cursor that differs from frame to frame. */
    static String relative(long sequence) {
        return "." + sequence;
    }

    /** Returns the snapshot frame and the frames of the holds in force. */
    public List<Frame> joined(JoinSection.Joined joined, Instant now) {
        Subscription subscription = joined.subscription();
        List<LogEntry> holds = subscription.holds().stream()
                .filter(hold -> !hold.event().hasLapsed(now))
                .toList();
        var frames = new ArrayList<Frame>();
        // A client that resumes with the cursor of one of these frames has not received the holds after it yet.
        frames.add(first(joined.snapshot().frame(), subscription, before(holds, 0, subscription)));
        for (int index = 0; index < holds.size(); index++) {
            Frame hold = form.eventAtNoCursor(holds.get(index), now);
            long sequence = before(holds, index + 1, subscription);
            frames.add(form.cursors() ? hold.withCursor(relative(sequence)) : hold);
        }
        return frames;
    }

    private static long before(List<LogEntry> holds, int next, Subscription subscription) {
        return next < holds.size()
                ? holds.get(next).sequence() - 1
                : subscription.start().sequence();
    }

    /** Returns the frames of a connection that resumes at the cursor. */
    public List<Frame> resumed(Subscription subscription) {
        long sequence = subscription.start().sequence();
        Frame resumed = Frame.of("section.resumed", Json.bytes(Map.of("cursor", whole(subscription, sequence))));
        return List.of(first(resumed, subscription, sequence));
    }

    private Frame first(Frame frame, Subscription subscription, long sequence) {
        return form.cursors() ? frame.withCursor(whole(subscription, sequence)) : frame;
    }

    private String whole(Subscription subscription, long sequence) {
        Cursor cursor = subscription.start().at(sequence);
        return signer.sign(new ResumePoint(subscription.id(), cursor), section, viewer);
    }
}
