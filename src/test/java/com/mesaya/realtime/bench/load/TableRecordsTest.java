package com.mesaya.realtime.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TableRecordsTest {

    private final TableRecords records = new TableRecords("terrace", 0);

    @Test
    void marksEachRecordWithItsTableItsVersionAndWhenItWasDue() {
        byte[] first = records.marked(records.next(), 4711);
        byte[] second = records.marked(records.next(), 4712);

        int at = Mark.find(first, 0, first.length);
        assertThat(Mark.micros(first, at)).isEqualTo(4711);
        assertThat(Mark.entity(first, at)).isZero();
        assertThat(Mark.version(first, at)).isEqualTo(1);
        assertThat(Mark.entity(second, Mark.find(second, 0, second.length))).isEqualTo(1);
        assertThat(records.versions()).startsWith(1, 1, 0);
    }

    @Test
    void growsEachTablesVersionFromTheSnapshotOn() throws Exception {
        Instant last = Instant.parse(SectionApi.UPDATED_AT);

        for (int round = 0; round < 3; round++) {
            JsonNode envelope = new ObjectMapper().readTree(records.marked(records.next(), 0));
            for (int other = 1; other < Mark.ENTITIES; other++) {
                records.next();
            }
            JsonNode table = envelope.path("entity");
            assertThat(envelope.path("entityId")).isEqualTo(table.path("id"));
            assertThat(table.path("sectionId").asText()).isEqualTo("terrace");
            Instant updatedAt = Instant.parse(table.path("updatedAt").asText());
            assertThat(updatedAt).isAfter(last);
            last = updatedAt;
        }
    }

    @Test
    void findsNoMarkWhereThereIsNone() {
        byte[] frame = "{\"event\":\"table.updated\",\"payload\":{\"mark\":\"1\"}}".getBytes(StandardCharsets.US_ASCII);

        assertThat(Mark.find(frame, 0, frame.length)).isNegative();
    }
}
