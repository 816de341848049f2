package com.mesaya.realtime.infrastructure.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.testing.Samples;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {

    private static final String THEN = "2025-10-19T18:00:00.000Z";
    private static final Instant AT_THEN = Instant.parse(THEN);

    private final SnapshotReader reader = new SnapshotReader(
            Map.of("tables", "table", "objects", "object", "section-objects", "section-object", "sections", "section"));

    @Test
    void readsTheVersionOfEverythingInTheSample() throws IOException {
        Snapshot snapshot = reader.read(Samples.bytes("section-snapshot.json"));

        assertThat(snapshot.versions())
                .containsOnly(
                        Map.entry(new EntityKey("section", Samples.SECTION), Instant.parse("2025-10-18T08:00:00Z")),
                        Map.entry(new EntityKey("table", Samples.TABLE), Instant.parse("2025-10-19T18:04:11.512Z")),
                        Map.entry(
                                new EntityKey("object", "c4f8a0b2-1b1f-4d0c-9a55-7f7f2f0d9e11"),
                                Instant.parse("2025-10-12T10:00:00Z")));
    }

    @Test
    void leavesTheSamplesBytesAsTheyCame() throws IOException {
        Snapshot snapshot = reader.read(Samples.bytes("section-snapshot.json"));

        String expected = "{\"event\":\"section.snapshot\",\"payload\":" + Samples.text("section-snapshot.json") + "}";
        assertThat(new String(snapshot.frame().bytes(), UTF_8)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"tables\":[]}",
                "{\"tables\":null}",
                "{\"tables\":{}}",
                "{\"tables\":\"none\",\"objects\":7}",
                "{\"tables\":[null,1,\"x\",[[{\"id\":\"1\"}]],{}]}",
                " {\n} "
            })
    void getsByWithoutTables(String json) throws IOException {
        Snapshot snapshot = read(json);

        assertThat(snapshot.versions()).isEmpty();
        assertThat(snapshot.frame()).isEqualTo(Frame.of(Snapshot.EVENT, json.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sectionObjects", "section-objects", "SectionObjects"})
    void findsSectionObjectsInWhateverCase(String array) throws IOException {
        Snapshot snapshot = read("{\"" + array + "\":[{\"id\":\"1\",\"updatedAt\":\"" + THEN + "\"}]}");

        assertThat(snapshot.versions()).containsOnly(Map.entry(new EntityKey("section-object", "1"), AT_THEN));
    }

    @Test
    void takesTheNameOfAnArrayItDoesNotKnowAsAKind() throws IOException {
        Snapshot snapshot = read("{\"chairs\":[{\"id\":\"1\",\"updatedAt\":\"" + THEN + "\"}]}");

        assertThat(snapshot.versions()).containsOnlyKeys(new EntityKey("chairs", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Ñandú", "$ref", "1st", "a b", "\\u0000", "\\\"quoted\\\""})
    void passesOverArraysWithOddNames(String array) throws IOException {
        Snapshot snapshot = read("{\"" + array + "\":[{\"id\":\"1\",\"updatedAt\":\"" + THEN + "\"}]}");

        assertThat(snapshot.versions()).isEmpty();
    }

    @Test
    void readsNothingOutOfDeeperLevels() throws IOException {
        Snapshot snapshot = read("{\"layout\":{\"id\":\"9\",\"updatedAt\":\"" + THEN + "\"},\"tables\":[{\"chairs\":[{"
                + "\"id\":\"8\",\"updatedAt\":\"" + THEN + "\"}],\"id\":\"1\",\"updatedAt\":\"" + THEN + "\"}]}");

        assertThat(snapshot.versions()).containsOnlyKeys(new EntityKey("table", "1"));
    }

    @Test
    void knowsNoVersionOfWhatSaysNoneItCanRead() throws IOException {
        Snapshot snapshot = read("{\"tables\":[{\"id\":\"1\"},{\"id\":\"2\",\"updatedAt\":\"today\"},"
                + "{\"id\":\"3\",\"updatedAt\":1760871600000},{\"updatedAt\":\"" + THEN + "\"},"
                + "{\"id\":\"\",\"updatedAt\":\"" + THEN + "\"}]}");

        assertThat(snapshot.versions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"section\"",
                "{",
                "{\"tables\":[",
                "{\"tables\":[{}",
                "{\"a\":1}x",
                "{}{}",
                "{} 1",
                "{'a':1}",
                "{\"a\":01}",
                "<html></html>"
            })
    void refusesWhatIsNotExactlyOneJsonObject(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAByteOrderMark() {
        assertThatThrownBy(() -> read("\uFEFF{}")).isInstanceOf(IOException.class);
    }

    @Test
    void refusesTextInAnotherEncoding() {
        byte[] latin1 = "{\"name\":\"Jardín\"}".getBytes(ISO_8859_1);

        assertThatThrownBy(() -> reader.read(latin1)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void refusesWideText(String encoding) {
        byte[] wide = "{\"name\":\"Terraza\"}".getBytes(Charset.forName(encoding));

        assertThatThrownBy(() -> reader.read(wide)).isInstanceOf(IOException.class);
    }

    private Snapshot read(String json) throws IOException {
        return reader.read(json.getBytes(UTF_8));
    }
}
