package com.mesaya.realtime.infrastructure.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.testing.JsonReading;
import com.mesaya.realtime.testing.RandomBytes;
import com.mesaya.realtime.testing.RandomJson;
import com.mesaya.realtime.testing.Samples;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Whatever the main API answers, it is a section with all its bytes and versions, or none at all. */
@StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
class SnapshotReaderFuzzTest {

    private static final Map<String, String> KINDS =
            Map.of("tables", "table", "objects", "object", "section-objects", "section-object", "sections", "section");
    private static final List<byte[]> SAMPLES =
            List.of(Samples.bytes("section-snapshot.json"), Samples.bytes("v2-section-snapshot-wrapped.json"));
    private static final SectionId OTHER = new SectionId("other");

    private final SnapshotReader reader = new SnapshotReader(KINDS, Map.of(), Map.of(), Optional.empty());

    @Property
    void anyBytes(@ForAll("anything") String json) throws IOException {
        check(json.getBytes(ISO_8859_1));
    }

    @Property
    void theSampleTamperedWith(@ForAll("tampered") String json) throws IOException {
        Statistics.collect(check(json.getBytes(ISO_8859_1)));

        Statistics.coverage(outcomes -> {
            outcomes.check("versions").percentage(percentage -> percentage > 5);
            outcomes.check("refused").percentage(percentage -> percentage > 20);
        });
    }

    @Property
    void anyJsonForASection(@ForAll("sections") String json) throws IOException {
        Statistics.collect(check(json.getBytes(ISO_8859_1)));

        Statistics.coverage(outcomes -> outcomes.check("versions").percentage(percentage -> percentage > 15));
    }

    private String check(byte[] json) throws IOException {
        Optional<ObjectNode> answer = JsonReading.object(json);
        if (answer.isEmpty()) {
            assertThatThrownBy(() -> reader.read(json, OTHER, Instant.EPOCH)).isInstanceOf(IOException.class);
            return "refused";
        }
        JsonNode plain = answer.get();
        JsonNode wrapped = plain.path("data");
        boolean isPlain = id(plain).isPresent();
        JsonNode section = isPlain ? plain : wrapped;

        assertThat(reader.read(json, OTHER, Instant.EPOCH)).isEmpty();
        if (id(section).isEmpty()) {
            return "none";
        }
        Snapshot snapshot = reader.read(json, id(section).get(), Instant.EPOCH).orElseThrow();

        if (isPlain) {
            assertThat(snapshot.frame()).isEqualTo(Frame.of(Snapshot.EVENT, json));
        } else {
            String payload = payload(snapshot);
            assertThat(new String(json, UTF_8)).contains(payload);
            assertThat(JsonReading.object(payload.getBytes(UTF_8))).contains((ObjectNode) wrapped);
        }
        assertThat(snapshot.versions()).isEqualTo(versions((ObjectNode) section));
        return snapshot.versions().isEmpty() ? "none" : "versions";
    }

    private static String payload(Snapshot snapshot) {
        String frame = new String(snapshot.frame().bytes(), UTF_8);
        return frame.substring(frame.indexOf("\"payload\":") + "\"payload\":".length(), frame.length() - 1);
    }

    private static Optional<SectionId> id(JsonNode object) {
        return Optional.ofNullable(JsonReading.text(object, "id")).flatMap(SectionId::parse);
    }

    /** How new the section is, and whatever is in its arrays; what stands further on is somebody's business, not ours. */
    private static Map<EntityKey, Instant> versions(ObjectNode section) {
        var versions = new HashMap<EntityKey, Instant>();
        section.properties().forEach(member -> {
            if (member.getValue().isArray()) {
                member.getValue().forEach(entity -> note(kind(member.getKey()), entity, versions));
            }
        });
        note("section", section, versions);
        return versions;
    }

    private static String kind(String array) {
        String name = PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(array);
        return KINDS.getOrDefault(name, name);
    }

    private static void note(String kind, JsonNode entity, Map<EntityKey, Instant> versions) {
        String id = JsonReading.text(entity, "id");
        Instant updatedAt = JsonReading.time(entity, "updatedAt");
        if (id != null && updatedAt != null && EntityKey.isValid(kind, id)) {
            versions.merge(new EntityKey(kind, id), updatedAt, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    @Provide
    Arbitrary<String> anything() {
        return Arbitraries.randomValue(random -> latin1(RandomBytes.anything(random)));
    }

    @Provide
    Arbitrary<String> tampered() {
        return Arbitraries.randomValue(
                random -> latin1(RandomBytes.tampered(SAMPLES.get(random.nextInt(SAMPLES.size())), random)));
    }

    @Provide
    Arbitrary<String> sections() {
        return Arbitraries.randomValue(random -> latin1(section(random).getBytes(UTF_8)));
    }

    /** As it comes, with an id before its own, if it has one, or wrapped. */
    private static String section(Random random) {
        String section = new RandomJson(random).section();
        String identified = random.nextBoolean() ? section.replaceFirst("\\{", "{\"id\":\"1\",") : section;
        return random.nextInt(3) == 0 ? "{\"n\":[{}],\"data\":" + identified + "}" : identified;
    }

    /** A text of one character a byte, which reads better in a report than numbers do. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
