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
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.testing.JsonReading;
import com.mesaya.realtime.testing.RandomBytes;
import com.mesaya.realtime.testing.RandomJson;
import com.mesaya.realtime.testing.Samples;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    private static final byte[] SAMPLE = Samples.bytes("section-snapshot.json");

    private final SnapshotReader reader = new SnapshotReader(KINDS);

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
        Optional<ObjectNode> section = JsonReading.object(json);
        if (section.isEmpty()) {
            assertThatThrownBy(() -> reader.read(json)).isInstanceOf(IOException.class);
            return "refused";
        }

        Snapshot snapshot = reader.read(json);

        assertThat(snapshot.frame()).isEqualTo(Frame.of(Snapshot.EVENT, json));
        assertThat(snapshot.versions()).isEqualTo(versions(section.get()));
        return snapshot.versions().isEmpty() ? "none" : "versions";
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
        return Arbitraries.randomValue(random -> latin1(RandomBytes.tampered(SAMPLE, random)));
    }

    @Provide
    Arbitrary<String> sections() {
        return Arbitraries.randomValue(
                random -> latin1(new RandomJson(random).section().getBytes(UTF_8)));
    }

    /** A text of one character a byte, which reads better in a report than numbers do. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
