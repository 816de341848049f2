package com.mesaya.realtime.transport.frame;

import static com.mesaya.realtime.domain.Events.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.testing.Gunzip;
import com.mesaya.realtime.transport.compression.Block;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.compression.CompressionSettings;
import com.mesaya.realtime.transport.compression.GzipStream;
import com.mesaya.realtime.transport.frame.SharedFrames.Form;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventStreamWireTest {

    private static final String UPDATED = "data: {\"event\":\"table.updated\",\"payload\":{}}\n\n";

    private final SharedFrames shared = new SharedFrames();
    private final EventStreamWire ana = begun("ana");
    private final EventStreamWire ben = begun("ben");

    @Test
    void givesEachFirstFrameTheWholeCursorAndTellsWhenToComeBack() {
        var first = new FirstFrames("ana", List.of(placed("section.snapshot", 3), placed("table.selecting", 9)));

        String beginning = new EventStreamWire(new Form(true, false), null)
                .beginning(first)
                .utf8String();

        assertThat(beginning).matches("""
                        retry: 1[0-9]{3}
                        id: ana\\.3
                        data: \\{"event":"section.snapshot","payload":\\{}}

                        id: ana\\.9
                        data: \\{"event":"table.selecting","payload":\\{}}

                        """);
    }

    @Test
    void givesEachEventTheViewersOwnCursor() {
        LiveBatch batch = batch(4, 5);

        assertThat(ana.events(batch, shared, NOON).utf8String())
                .isEqualTo("id: ana.4\n" + UPDATED + "id: ana.5\n" + UPDATED);
        assertThat(ben.events(batch, shared, NOON).utf8String())
                .isEqualTo("id: ben.4\n" + UPDATED + "id: ben.5\n" + UPDATED);
    }

    @Test
    void encodesABatchOnceForAllViewersOfOneForm() {
        LiveBatch batch = batch(4);
        var timed = new Form(true, true);

        var plain = shared.events(batch, new Form(true, false), NOON);

        assertThat(shared.events(batch, new Form(false, false), NOON)).isSameAs(plain);
        assertThat(shared.events(batch, timed, NOON)).isNotSameAs(plain);
        assertThat(shared.events(batch, new Form(true, false), NOON)).isSameAs(plain);
        assertThat(shared.events(batch(4), new Form(true, false), NOON)).isNotSameAs(plain);
    }

    @Test
    void givesTheSameTextWithGzipAndCompressesEachEventOnceForAll() {
        LiveBatch batch = batch(4, 5);
        var compression = new Compression(new CompressionSettings(1, 6));
        var form = new Form(true, false);
        var stream = new GzipStream(compression);
        EventStreamWire zoe = begun("zoe", stream);

        List<Block> blocks = shared.blocks(batch, form, compression, NOON);
        ByteString events = zoe.events(batch, shared, NOON);
        byte[] all = events.concat(stream.end(zoe.close(CloseReason.INTERNAL))).toArray();

        assertThat(shared.blocks(batch, form, compression, NOON)).isSameAs(blocks);
        assertThat(shared.blocks(batch, new Form(true, true), compression, NOON))
                .isNotSameAs(blocks);
        assertThat(new String(Gunzip.whole(all), UTF_8))
                .startsWith("id: zoe.4\n" + UPDATED + "id: zoe.5\n" + UPDATED + "event: close\n");
    }

    @Test
    void reportsDroppedEventsWithTheCursorAfterThem() {
        var batch = new LiveBatch(0, 4, batch(4).entries(), 3, false);

        assertThat(ana.events(batch, shared, NOON).utf8String())
                .isEqualTo("id: ana.3\ndata: {\"event\":\"section.gap\",\"payload\":{\"missed\":3}}\n\nid: ana.4\n"
                        + UPDATED);
    }

    @Test
    void givesFramesOfTheConnectionNoId() {
        assertThat(ana.own(List.of(frame("session.expiring", "{}"), frame("error", "{}")))
                        .utf8String())
                .isEqualTo("""
                        data: {"event":"session.expiring","payload":{}}

                        data: {"event":"error","payload":{}}

                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\n}', '{\ndata: }'",
        "'{\r}', '{\ndata: }'",
        "'{\r\n}', '{\ndata: }'",
        "'{\n\r}', '{\ndata: \ndata: }'",
        "'{\"ñ\":\r\n\"🍽\"\n}', '{\"ñ\":\ndata: \"🍽\"\ndata: }'"
    })
    void writesEachLineOfAPayloadAsALineOfData(String payload, String written) {
        assertThat(ana.own(List.of(frame("section.snapshot", payload))).utf8String())
                .isEqualTo("data: {\"event\":\"section.snapshot\",\"payload\":" + written + "}\n\n");
    }

    @ParameterizedTest
    @EnumSource
    void endsWithTheCodeAndTheReason(CloseReason reason) {
        String close = ana.close(reason).utf8String();

        assertThat(EventStreamFormat.isClose(ana.close(reason))).isTrue();
        assertThat(close)
                .startsWith("event: close\nretry: ")
                .endsWith("\ndata: {\"code\":" + reason.code() + ",\"reason\":\"" + reason.text() + "\"}\n\n");
        int retryMs = Integer.parseInt(close.substring("event: close\nretry: ".length(), close.indexOf("\ndata")));
        assertThat(retryMs <= 10_000).isEqualTo(reason.comeBack());
    }

    @Test
    void takesNoEventOrCommentForTheEnd() {
        assertThat(EventStreamFormat.isClose(ana.events(batch(1), shared, NOON)))
                .isFalse();
        assertThat(EventStreamFormat.isClose(EventStreamFormat.COMMENT)).isFalse();
    }

    private static EventStreamWire begun(String signed) {
        return begun(signed, null);
    }

    private static EventStreamWire begun(String signed, @Nullable GzipStream gzip) {
        var wire = new EventStreamWire(new Form(true, false), gzip);
        wire.beginning(new FirstFrames(signed, List.of(placed(Snapshot.EVENT, 0))));
        return wire;
    }

    private static LiveBatch batch(long... sequences) {
        List<LogEntry> entries = Arrays.stream(sequences)
                .mapToObj(sequence -> new LogEntry(
                        sequence, Events.updated("t" + sequence).payload("{}").event(), NOON))
                .toList();
        return new LiveBatch(0, sequences[sequences.length - 1], entries, 0, false);
    }

    private static Placed placed(String event, long sequence) {
        return new Placed(frame(event, "{}"), sequence);
    }

    private static Frame frame(String event, String payload) {
        return Frame.of(event, payload.getBytes(UTF_8));
    }
}
