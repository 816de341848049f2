package com.mesaya.realtime.bench.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Creates the records of one section's tables, in envelope v1, and counts their versions. Not thread-safe. */
public final class TableRecords {

    public static final String TOPIC = "mesa-ya.tables.updated";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Instant START = Instant.parse(SectionApi.UPDATED_AT);
    private static final String NO_MARK = "\"mark\":\"" + "0".repeat(Mark.DIGITS) + "\",";

    private final String section;
    private final String padding;
    private final int[] versions = new int[Mark.ENTITIES];
    private int next;

    /** @param paddingBytes the additional size of each entity */
    public TableRecords(String section, int paddingBytes) {
        this.section = section;
        this.padding = paddingBytes == 0 ? "" : "\"notes\":\"" + "x".repeat(paddingBytes) + "\",";
    }

    /** A record of the next table in turn. */
    public record Next(int entity, String envelope) {}

    /** Returns the next version of the next table, as JSON without its mark; {@link #marked} completes it. */
    public Next next() {
        int entity = next;
        next = (next + 1) % Mark.ENTITIES;
        versions[entity]++;
        String updatedAt = TIME.format(START.plusMillis(versions[entity]));
        String table = table(section, entity, updatedAt);
        return new Next(
                entity,
                "{\"action\":\"table.updated\",\"entityId\":\"" + id(section, entity) + "\",\"entity\":{" + NO_MARK
                        + padding
                        + table.substring(1)
                        + ",\"performedBy\":\"a665a459-2042-4f9d-817e-4867efdc4fb8\",\"timestamp\":\""
                        + updatedAt + "\"}");
    }

    /** Returns the record's bytes with its mark. */
    public byte[] marked(Next record, long dueMicros) {
        byte[] bytes = record.envelope().getBytes(StandardCharsets.UTF_8);
        Mark.write(bytes, Mark.find(bytes, 0, bytes.length), dueMicros, record.entity(), versions[record.entity()]);
        return bytes;
    }

    /** Returns the newest version of each table. */
    int[] versions() {
        return versions.clone();
    }

    /** Returns a table in the main API's JSON. */
    static String table(String section, int entity, String updatedAt) {
        return "{\"id\":\"" + id(section, entity) + "\",\"sectionId\":\"" + section + "\",\"number\":" + (entity + 1)
                + ",\"capacity\":4,\"posX\":240,\"posY\":160,\"width\":90,\"height\":90"
                + ",\"tableImageId\":\"e3b0c442-98fc-4c14-9afb-f4c8996fb924\",\"status\":\"OCCUPIED\",\"isAvailable\":false"
                + ",\"createdAt\":\"" + SectionApi.UPDATED_AT + "\",\"updatedAt\":\"" + updatedAt + "\"}";
    }

    private static String id(String section, int entity) {
        return section + "-table-" + entity;
    }
}
