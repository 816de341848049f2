package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.access.CursorSigner;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
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

/** Builds the first frames of one connection, and signs its cursors. */
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

    /** Returns the snapshot frame and the frames of the holds in force. */
    public FirstFrames joined(JoinSection.Joined joined, Instant now) {
        Subscription subscription = joined.subscription();
        List<LogEntry> holds = subscription.holds().stream()
                .filter(hold -> !hold.event().hasLapsed(now))
                .toList();
        var frames = new ArrayList<Placed>();
        // A client that resumes with the cursor of one of these frames has not received the holds after it yet.
        frames.add(new Placed(joined.snapshot().frame(), before(holds, 0, subscription)));
        for (int index = 0; index < holds.size(); index++) {
            frames.add(new Placed(form.event(holds.get(index), now), before(holds, index + 1, subscription)));
        }
        return new FirstFrames(form.cursors() ? signed(subscription) : "", frames);
    }

    private static long before(List<LogEntry> holds, int next, Subscription subscription) {
        return next < holds.size()
                ? holds.get(next).sequence() - 1
                : subscription.start().sequence();
    }

    /** Returns the frames of a connection that resumes at the cursor. */
    public FirstFrames resumed(Subscription subscription) {
        long sequence = subscription.start().sequence();
        String signed = signed(subscription);
        Frame resumed =
                Frame.of("section.resumed", Json.bytes(Map.of("cursor", signed + FirstFrames.relative(sequence))));
        return new FirstFrames(signed, List.of(new Placed(resumed, sequence)));
    }

    private String signed(Subscription subscription) {
        String cursor = signer.sign(new ResumePoint(subscription.id(), subscription.start()), section, viewer);
        return cursor.substring(0, cursor.indexOf('.'));
    }
}
