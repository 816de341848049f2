package com.mesaya.realtime.transport.frame;

import static com.mesaya.realtime.domain.Events.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.compression.CompressionSettings;
import com.mesaya.realtime.transport.feed.WireTexts;
import com.mesaya.realtime.transport.frame.SharedFrames.Form;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class SharedFramesTest {

    private static final Form PLAIN = new Form(false, false);
    private static final Form RESUMABLE = new Form(true, false);
    private static final Form TIMED = new Form(true, true);

    private final SharedFrames frames = new SharedFrames();

    @Test
    void writesTheRemainingTimeOfAHoldWhenItsFrameIsMade() {
        SectionEvent hold = Events.selecting("t1")
                .expiringAt(NOON.plusSeconds(60))
                .payload("{\"tableId\":\"t1\"}")
                .event();

        assertThat(text(hold, 12_345))
                .isEqualTo("{\"event\":\"table.selecting\",\"payload\":{\"tableId\":\"t1\"},\"expiresInMs\":47655}");
    }

    @Test
    void writesNoNegativeTimeOfAHoldThatLapsedOnItsWay() {
        SectionEvent hold = Events.selecting("t1").event();

        assertThat(text(hold, 61_000)).endsWith(",\"expiresInMs\":0}");
    }

    @Test
    void sharesTheFrameOfWhatDoesNotLapse() {
        for (SectionEvent event : new SectionEvent[] {
            Events.updated("t1").event(),
            Events.released("t1").expiringAt(NOON).event(),
            Events.selecting("t1").expiringAt(null).event()
        }) {
            assertThat(PLAIN.event(new LogEntry(1, event, NOON), NOON)).isSameAs(event.frame());
        }
    }

    @Test
    void saysHowManyEventsWereDroppedBeforeItGoesOn() {
        LogEntry entry = new LogEntry(4, Events.updated("1").payload("{}").event(), NOON);
        var batch = new LiveBatch(0, 4, List.of(entry), 3, false);

        assertThat(texts(batch, PLAIN))
                .containsExactly(
                        "{\"event\":\"section.gap\",\"payload\":{\"missed\":3}}",
                        "{\"event\":\"table.updated\",\"payload\":{}}");
        assertThat(texts(batch, RESUMABLE))
                .containsExactly(
                        "{\"event\":\"section.gap\",\"payload\":{\"missed\":3},\"cursor\":\".3\"}",
                        "{\"event\":\"table.updated\",\"payload\":{},\"cursor\":\".4\"}");
    }

    @Test
    void writesTheTimeOfARecordIfThatIsRequested() {
        var origin = new Origin("mesa-ya.tables.updated", 0, 1, NOON);
        var known = Events.updated("1").from(origin).event();
        var unknown = Events.updated("2").event();
        var batch =
                new LiveBatch(0, 2, List.of(new LogEntry(1, known, NOON), new LogEntry(2, unknown, NOON)), 0, false);

        assertThat(texts(batch, TIMED))
                .satisfiesExactly(
                        event -> assertThat(event)
                                .endsWith(",\"recordedAtMs\":" + NOON.toEpochMilli() + ",\"cursor\":\".1\"}"),
                        event -> assertThat(event).doesNotContain("recordedAtMs"));
        assertThat(texts(batch, RESUMABLE)).noneMatch(event -> event.contains("recordedAtMs"));
    }

    @Test
    void encodesABatchOnceForAllThatGetTheSame() {
        var batch =
                new LiveBatch(0, 1, List.of(new LogEntry(1, Events.updated("1").event(), NOON)), 0, false);
        var other =
                new LiveBatch(1, 2, List.of(new LogEntry(2, Events.updated("2").event(), NOON)), 0, false);

        ByteString plain = frames.of(batch, PLAIN, Compression.NONE, NOON);
        ByteString resumable = frames.of(batch, RESUMABLE, Compression.NONE, NOON);

        assertThat(frames.of(batch, PLAIN, Compression.NONE, NOON)).isSameAs(plain);
        assertThat(frames.of(batch, RESUMABLE, Compression.NONE, NOON))
                .isSameAs(resumable)
                .isNotEqualTo(plain);
        assertThat(WireTexts.in(frames.of(other, PLAIN, Compression.NONE, NOON)))
                .singleElement()
                .asString()
                .contains("\"id\":\"2\"");
    }

    @Test
    void compressesABatchOnceForAllThatGetItCompressed() {
        SectionEvent event = Events.updated("1")
                .payload("{\"name\":\"" + "x".repeat(1_000) + "\"}")
                .event();
        var batch = new LiveBatch(0, 1, List.of(new LogEntry(1, event, NOON)), 0, false);
        var compression = new Compression(new CompressionSettings(100, 6));

        ByteString plain = new WebSocketWire(RESUMABLE, Compression.NONE).events(batch, frames, NOON);
        ByteString compressed = new WebSocketWire(RESUMABLE, compression).events(batch, frames, NOON);

        assertThat(new WebSocketWire(RESUMABLE, compression).events(batch, frames, NOON))
                .isSameAs(compressed);
        assertThat(new WebSocketWire(RESUMABLE, Compression.NONE).events(batch, frames, NOON))
                .isSameAs(plain);
        assertThat(compressed.size() * 10).isLessThan(plain.size());
        assertThat(WireTexts.in(compressed)).isEqualTo(WireTexts.in(plain));
    }

    @Test
    void compressesOnlyTheMessagesOfABatchThatBecomeSmaller() {
        SectionEvent large =
                Events.updated("1").payload("\"" + "x".repeat(1_000) + "\"").event();
        SectionEvent small = Events.updated("2").payload("{}").event();
        var batch = new LiveBatch(0, 2, List.of(new LogEntry(1, small, NOON), new LogEntry(2, large, NOON)), 0, false);

        ByteString bytes = frames.of(batch, PLAIN, new Compression(new CompressionSettings(100, 6)), NOON);

        assertThat(bytes.apply(0) & 0xFF).isEqualTo(WireFormat.TEXT);
        assertThat(bytes.apply(2 + small.frame().size()) & 0xFF).isEqualTo(WireFormat.COMPRESSED_TEXT);
        assertThat(WireTexts.in(bytes)).isEqualTo(texts(batch, PLAIN));
    }

    private List<String> texts(LiveBatch batch, Form form) {
        return WireTexts.in(frames.of(batch, form, Compression.NONE, NOON));
    }

    private static String text(SectionEvent event, long millisAfterNoon) {
        LogEntry entry = new LogEntry(1, event, NOON);
        return new String(PLAIN.event(entry, NOON.plusMillis(millisAfterNoon)).bytes(), UTF_8);
    }
}
