package com.mesaya.realtime.infrastructure.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.core.JsonPointer;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.SnapshotTrust;
import com.mesaya.realtime.testing.CapturedLog;
import com.mesaya.realtime.testing.Samples;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {

    private static final String THEN = "2025-10-19T18:00:00.000Z";
    private static final Instant AT_THEN = Instant.parse(THEN);

    private static final SectionId SAMPLE = new SectionId(Samples.SECTION);
    private static final SectionId SECTION = new SectionId("s");

    private final SnapshotReader reader = reader(Optional.empty());

    private static SnapshotReader reader(Optional<String> pointer) {
        return new SnapshotReader(
                Map.of(
                        "tables",
                        "table",
                        "objects",
                        "object",
                        "section-objects",
                        "section-object",
                        "sections",
                        "section"),
                Map.of(),
                Map.of(),
                pointer.map(JsonPointer::compile));
    }

    @Test
    void readsTheVersionOfEverythingInTheSample() throws IOException {
        Snapshot snapshot = reader.read(Samples.bytes("section-snapshot.json"), SAMPLE, AT_THEN)
                .orElseThrow();

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
        Snapshot snapshot = reader.read(Samples.bytes("section-snapshot.json"), SAMPLE, AT_THEN)
                .orElseThrow();

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
        assertThat(snapshot.frame())
                .isEqualTo(Frame.of(Snapshot.EVENT, section(json).getBytes(UTF_8)));
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
                + "{\"id\":\"3\",\"updatedAt\":17},{\"updatedAt\":\"" + THEN + "\"},"
                + "{\"id\":\"\",\"updatedAt\":\"" + THEN + "\"}]}");

        assertThat(snapshot.versions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "a\\u0000", "\\u007f"})
    void passesOverEntitiesWhoseIdIsNone(String id) throws IOException {
        String json = "{\"tables\":[{\"id\":\"" + id + "\",\"updatedAt\":\"" + THEN
                + "\"},{\"id\":\"2\",\"updatedAt\":\"" + THEN + "\"}]}";

        try (var log = CapturedLog.of(SnapshotReader.class, Level.WARN)) {
            Snapshot snapshot = read(json);

            assertThat(snapshot.versions()).containsOnlyKeys(new EntityKey("table", "2"));
            assertThat(snapshot.frame())
                    .isEqualTo(Frame.of(Snapshot.EVENT, section(json).getBytes(UTF_8)));
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void readsAVersionThatIsANumber() throws IOException {
        Snapshot snapshot = read("{\"tables\":[{\"id\":\"1\",\"updatedAt\":" + AT_THEN.toEpochMilli() + "}]}");

        assertThat(snapshot.versions()).containsOnly(Map.entry(new EntityKey("table", "1"), AT_THEN));
    }

    @Test
    void findsUuidsInUpperCase() throws IOException {
        String json = ("{\"id\":\"" + Samples.SECTION.toUpperCase(Locale.ROOT) + "\",\"updatedAt\":\"" + THEN
                + "\",\"tables\":[{\"id\":\"" + Samples.TABLE.toUpperCase(Locale.ROOT) + "\",\"updatedAt\":\"" + THEN
                + "\"}]}");

        Snapshot snapshot = reader.read(json.getBytes(UTF_8), SAMPLE, AT_THEN).orElseThrow();

        assertThat(snapshot.frame()).isEqualTo(Frame.of(Snapshot.EVENT, json.getBytes(UTF_8)));
        assertThat(snapshot.versions())
                .containsOnlyKeys(new EntityKey("section", Samples.SECTION), new EntityKey("table", Samples.TABLE));
    }

    @ParameterizedTest
    @CsvSource({"TRUSTED, 0", "UNSURE, -10"})
    void believesTheVersionOfAKindAsFarAsItIsTold(SnapshotTrust trust, int seconds) throws IOException {
        var doubting =
                new SnapshotReader(Map.of("tables", "table"), Map.of(), Map.of("section", trust), Optional.empty());
        String json = "{\"id\":\"1\",\"updatedAt\":\"" + THEN + "\",\"tables\":[{\"id\":\"1\",\"updatedAt\":\"" + THEN
                + "\"}]}";

        Snapshot snapshot =
                doubting.read(json.getBytes(UTF_8), new SectionId("1"), AT_THEN).orElseThrow();

        assertThat(snapshot.versions())
                .containsOnly(
                        Map.entry(new EntityKey("section", "1"), AT_THEN.plusSeconds(seconds)),
                        Map.entry(new EntityKey("table", "1"), AT_THEN));
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
        assertThatThrownBy(() -> reader.read(text.getBytes(UTF_8), SECTION, AT_THEN))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesAByteOrderMark() {
        byte[] marked = "\uFEFF{\"id\":\"s\"}".getBytes(UTF_8);

        assertThatThrownBy(() -> reader.read(marked, SECTION, AT_THEN)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesTextInAnotherEncoding() {
        byte[] latin1 = "{\"name\":\"Jardín\"}".getBytes(ISO_8859_1);

        assertThatThrownBy(() -> reader.read(latin1, SECTION, AT_THEN)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void refusesWideText(String encoding) {
        byte[] wide = "{\"name\":\"Terraza\"}".getBytes(Charset.forName(encoding));

        assertThatThrownBy(() -> reader.read(wide, SECTION, AT_THEN)).isInstanceOf(IOException.class);
    }

    @Test
    void findsASectionThatComesWrapped() throws IOException {
        String wrapped = Samples.text("v2-section-snapshot-wrapped.json");
        String section = wrapped.substring("{\"data\":".length(), wrapped.length() - 1);

        Snapshot snapshot =
                reader.read(wrapped.getBytes(UTF_8), SAMPLE, AT_THEN).orElseThrow();

        assertThat(snapshot.frame()).isEqualTo(Frame.of(Snapshot.EVENT, section.getBytes(UTF_8)));
        assertThat(snapshot.versions())
                .containsEntry(new EntityKey("table", Samples.TABLE), Instant.parse("2026-11-21T16:42:51.272Z"))
                .containsEntry(
                        new EntityKey("table", "a244edf7-36db-4987-b527-01afa7329c8c"),
                        Instant.parse("2026-11-21T16:42:51.284Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data\":{\"id\":\"s\"}} | {\"id\":\"s\"}",
                "{\"id\":\"request-7\",\"data\": {\"n\":1.50,\"id\":\"s\"} ,\"ok\":true} | {\"n\":1.50,\"id\":\"s\"}",
                "{\"data\":{\"id\":\"other\"},\"data\":{\"id\":\"s\"}} | {\"id\":\"s\"}",
                "{\"data\":{\"ñ\":\"🍽\",\"id\":\"s\"}} | {\"ñ\":\"🍽\",\"id\":\"s\"}",
                "{\"id\":\"s\",\"data\":{\"id\":\"s\"}} | {\"id\":\"s\",\"data\":{\"id\":\"s\"}}"
            })
    void takesWhatHasTheSectionsId(String answer, String section) throws IOException {
        assertThat(reader.read(answer.getBytes(UTF_8), SECTION, AT_THEN).map(Snapshot::frame))
                .contains(Frame.of(Snapshot.EVENT, section.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"other\"}",
                "{\"id\":5}",
                "{\"id\":null,\"data\":null}",
                "{\"data\":{}}",
                "{\"data\":{\"id\":\"other\"}}",
                "{\"data\":[{\"id\":\"s\"}]}",
                "{\"data\":\"s\"}",
                "{\"data\":{\"data\":{\"id\":\"s\"}}}",
                "{\"data\":{\"id\":\"s\"},\"data\":7}",
                "{\"result\":{\"id\":\"s\"}}",
                "{\"tables\":[{\"id\":\"s\"}]}"
            })
    void findsNoSectionWhereNoneHasItsId(String answer) throws IOException {
        assertThat(reader.read(answer.getBytes(UTF_8), SECTION, AT_THEN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/result/section | {\"result\":{\"section\":{\"id\":\"s\"}}}",
                "/a~1b/~0 | {\"a/b\":{\"~\":{\"id\":\"s\"}}}",
                "/data | {\"id\":\"s\",\"data\":{\"id\":\"s\"}}"
            })
    void looksWhereItIsTold(String pointer, String answer) throws IOException {
        assertThat(reader(Optional.of(pointer))
                        .read(answer.getBytes(UTF_8), SECTION, AT_THEN)
                        .map(Snapshot::frame))
                .contains(Frame.of(Snapshot.EVENT, "{\"id\":\"s\"}".getBytes(UTF_8)));
    }

    @Test
    void looksNowhereElse() throws IOException {
        byte[] plain = "{\"id\":\"s\"}".getBytes(UTF_8);

        assertThat(reader(Optional.of("/data")).read(plain, SECTION, AT_THEN)).isEmpty();
    }

    private Snapshot read(String json) throws IOException {
        return reader.read(section(json).getBytes(UTF_8), SECTION, AT_THEN).orElseThrow();
    }

    /** The same with an id. */
    private static String section(String json) {
        boolean isEmpty = json.replaceAll("\\s", "").equals("{}");
        return json.replaceFirst("\\{", isEmpty ? "{\"id\":\"s\"" : "{\"id\":\"s\",");
    }
}
