package com.mesaya.realtime.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FramesTest {

    private Instant now = Events.NOON;

    private final Frames frames = new Frames(
            Events.SECTION,
            new Viewer("ana", Set.of(), Set.of(), null),
            false,
            false,
            new SignedCursors("secret".getBytes(UTF_8)),
            (InstantSource) () -> now);

    @Test
    void tellsHowLongAHoldStillLastsWhenItsFrameIsMade() {
        SectionEvent hold = Events.selecting("t1")
                .expiringAt(Events.NOON.plusSeconds(60))
                .payload("{\"tableId\":\"t1\"}")
                .event();

        now = Events.NOON.plusMillis(12_345);

        assertThat(text(hold))
                .isEqualTo("{\"event\":\"table.selecting\",\"payload\":{\"tableId\":\"t1\"},\"expiresInMs\":47655}");
    }

    @Test
    void tellsNoNegativeTimeOfAHoldThatLapsedOnItsWay() {
        SectionEvent hold = Events.selecting("t1").event();

        now = Events.NOON.plusSeconds(61);

        assertThat(text(hold)).endsWith(",\"expiresInMs\":0}");
    }

    @Test
    void sharesTheFrameOfWhatDoesNotLapse() {
        for (SectionEvent event : new SectionEvent[] {
            Events.updated("t1").event(),
            Events.released("t1").expiringAt(Events.NOON).event(),
            Events.selecting("t1").expiringAt(null).event()
        }) {
            assertThat(frames.event(new LogEntry(1, event, now))).isSameAs(event.frame());
        }
    }

    private String text(SectionEvent event) {
        Frame frame = frames.event(new LogEntry(1, event, now));
        return new String(frame.bytes(), UTF_8);
    }
}
