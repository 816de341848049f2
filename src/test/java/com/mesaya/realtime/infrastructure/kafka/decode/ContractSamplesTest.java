package com.mesaya.realtime.infrastructure.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.testing.Samples;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample of the contract, decoded. */
class ContractSamplesTest {

    private static final String LINK = "70c1be2c-9f6a-4fbb-8e0b-7a7f4cf0a9b3";

    @ParameterizedTest
    @CsvSource({
        "v1-mesa-ya.tables.created, table.created, STATE, " + Samples.TABLE + ", 2025-10-12T10:00:00Z",
        "v1-mesa-ya.tables.updated, table.updated, STATE, " + Samples.TABLE + ", 2025-10-19T18:05:42.003Z",
        "v1-mesa-ya.tables.deleted, table.deleted, DELETION, " + Samples.TABLE + ", 2025-10-19T18:05:42.003Z",
        "v1-mesa-ya.tables.selecting, table.selecting, HOLD, " + Samples.TABLE + ", 2025-10-19T18:05:00Z",
        "v2-mesa-ya.tables.events.updated, table.updated, STATE, " + Samples.TABLE + ", 2025-12-11T10:29:59.981Z",
        "v2-mesa-ya.tables.events.deleted, table.deleted, DELETION, " + Samples.TABLE + ", 2025-12-11T10:29:59.981Z",
        "v2-mesa-ya.sections.events.updated, section.updated, STATE, " + Samples.SECTION + ", 2025-12-11T10:31:59.900Z",
        "v2-mesa-ya.section-objects.events.created, section-object.created, STATE, " + LINK + ", 2025-12-11T10:31:00Z"
    })
    void tellOfAnEventOfTheirSection(String sample, String name, EventNature nature, String id, Instant version) {
        SectionEvent event = event(sample + ".json");

        assertThat(event.name()).isEqualTo(name);
        assertThat(event.nature()).isEqualTo(nature);
        assertThat(event.section()).isEqualTo(new SectionId(Samples.SECTION));
        assertThat(event.entity()).isEqualTo(new EntityKey(name.substring(0, name.indexOf('.')), id));
        assertThat(event.version()).isEqualTo(version);
    }

    @ParameterizedTest
    @MethodSource("samplesOfSections")
    void reachClientsByteForByte(String sample) {
        SectionEvent event = event(sample);

        String expected = "{\"event\":\"" + event.name() + "\",\"payload\":" + entityIn(Samples.text(sample)) + "}";
        assertThat(new String(event.frame().bytes(), UTF_8)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("samplesOfObjects")
    void ofObjectsNameNoSection(String sample) {
        assertThat(Kinds.decode(topicOf(sample), Samples.bytes(sample))).isInstanceOf(EventDecoder.Sectionless.class);
    }

    @Test
    void ofHoldsSayWhenTheyLapse() {
        assertThat(event("v1-mesa-ya.tables.selecting.json").expiresAt()).isEqualTo("2025-10-19T18:10:00Z");
    }

    @Test
    void areAllDecodedHere() {
        assertThat(samples()).hasSize(9);
        assertThat(samplesOfObjects()).containsExactly("v1-mesa-ya.objects.deleted.json");
    }

    static Stream<String> samplesOfSections() {
        return samples().stream().filter(sample -> !sample.contains(".objects."));
    }

    static Stream<String> samplesOfObjects() {
        return samples().stream().filter(sample -> sample.contains(".objects."));
    }

    private static List<String> samples() {
        return Stream.of("v1-", "v2-mesa-ya.")
                .flatMap(version -> Samples.named(version).stream())
                .toList();
    }

    private static SectionEvent event(String sample) {
        return ((EventDecoder.Event) Kinds.decode(topicOf(sample), Samples.bytes(sample))).event();
    }

    /** {@code v2-mesa-ya.tables.events.updated.json} was read from {@code mesa-ya.tables.events}. */
    private static String topicOf(String sample) {
        String name = sample.substring("v1-".length(), sample.length() - ".json".length());
        return sample.startsWith("v2-") ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    /** Cut out by counting braces, which no text in the samples contains. */
    private static String entityIn(String sample) {
        String member = sample.contains("\"entity\":{") ? "\"entity\":" : "\"data\":";
        int from = sample.indexOf(member) + member.length();
        int depth = 0;
        int to = from;
        do {
            char next = sample.charAt(to++);
            depth += next == '{' ? 1 : next == '}' ? -1 : 0;
        } while (depth > 0);
        return sample.substring(from, to);
    }
}
