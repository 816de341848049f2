package com.mesaya.realtime.transport.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.access.CursorSigner;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.feed.FakeSubscription;
import com.mesaya.realtime.transport.feed.WireTexts;
import com.mesaya.realtime.transport.frame.SharedFrames.Form;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static final Viewer ANA = new Viewer("ana", Set.of(), Set.of(), null);
    private static final CursorSigner SIGNER = new SignedCursors("secret".getBytes(UTF_8));
    private static final Frame SNAPSHOT = Frame.of(Snapshot.EVENT, "{}".getBytes(UTF_8));
    private static final FakeSubscription WITH_HOLDS = new FakeSubscription(
            new Cursor(1, 9),
            new LogEntry(4, Events.selecting("t1").payload("{}").event(), Events.NOON),
            new LogEntry(5, Events.selecting("t2").expiringAt(Events.NOON).event(), Events.NOON),
            new LogEntry(7, Events.selecting("t3").payload("{}").event(), Events.NOON));

    @Test
    void beginsWithTheSnapshotUntouchedAndTheHoldsThatAreAlive() {
        List<String> begun = joined(false);

        assertThat(begun)
                .containsExactly(
                        "{\"event\":\"section.snapshot\",\"payload\":{}}",
                        "{\"event\":\"table.selecting\",\"payload\":{},\"expiresInMs\":60000}",
                        "{\"event\":\"table.selecting\",\"payload\":{},\"expiresInMs\":60000}");
    }

    @Test
    void signsTheFirstCursorForAllAndSendsNoneThatIsAheadOfAHold() {
        List<String> begun = joined(true);

        assertThat(begun)
                .satisfiesExactly(
                        snapshot -> assertThat(SIGNER.verify(cursor(snapshot), Events.SECTION, ANA))
                                .contains(new ResumePoint(FakeSubscription.PLACE, new Cursor(1, 3))),
                        first -> assertThat(cursor(first)).isEqualTo(".6"),
                        last -> assertThat(cursor(last)).isEqualTo(".9"));
    }

    @Test
    void resumesAtTheCursorOfTheSubscription() {
        List<String> resumed = texts(true, frames(true).resumed(WITH_HOLDS));

        assertThat(resumed).singleElement().satisfies(frame -> {
            assertThat(frame).startsWith("{\"event\":\"section.resumed\",\"payload\":{\"cursor\":\"");
            assertThat(SIGNER.verify(cursor(frame), Events.SECTION, ANA))
                    .contains(new ResumePoint(FakeSubscription.PLACE, new Cursor(1, 9)));
        });
    }

    private static List<String> joined(boolean resumable) {
        var joined = new JoinSection.Joined(new Snapshot(SNAPSHOT, Map.of(), Map.of()), 0, WITH_HOLDS);
        return texts(resumable, frames(resumable).joined(joined, Events.NOON));
    }

    private static Frames frames(boolean resumable) {
        return new Frames(Events.SECTION, ANA, new Form(resumable, false), SIGNER);
    }

    private static String cursor(String frame) {
        String name = ",\"cursor\":\"";
        return frame.substring(frame.lastIndexOf(name) + name.length(), frame.length() - 2);
    }

    private static List<String> texts(boolean resumable, FirstFrames first) {
        return WireTexts.in(new WebSocketWire(new Form(resumable, false), Compression.NONE).beginning(first));
    }
}
