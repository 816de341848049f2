package com.mesaya.realtime.transport.compression;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.testing.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;

/**
 * The bytes of messages with and without compression, and the time to compress them: the snapshot of a section with so many tables,
 * and the events of the contract's samples; and the bytes of the same as server-sent events. Run it as docs/benchmarks.md says.
 */
public final class CompressionBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int[] LEVELS = {1, 6, 9};
    private static final int[] TABLES = {20, 100, 500};
    private static final int IMAGES = 5;
    private static final long ROUND_NANOS = 1_000_000_000;
    private static final int ROUNDS = 5;
    /** The signed part of a cursor. */
    private static final byte[] ID = ("id: " + "x".repeat(56)).getBytes(US_ASCII);

    private static final String UPDATED = "table.updated";

    private CompressionBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Frame> messages = new TreeMap<>();
        for (int tables : TABLES) {
            messages.put("snapshot of %3d tables".formatted(tables), snapshot(tables));
        }
        messages.put(UPDATED, event("v1-mesa-ya.tables.updated.json", "entity", UPDATED));
        messages.put("table.selecting", event("v1-mesa-ya.tables.selecting.json", "data", "table.selecting"));
        System.out.println(
                "| message | bytes | level | compressed | share | us | event | gzip |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Map.Entry<String, Frame> message : messages.entrySet()) {
            for (int level : LEVELS) {
                System.out.println(row(message.getKey(), message.getValue().bytes(), level));
            }
        }
    }

    private static String row(String name, byte[] message, int level) {
        var compression = new Compression(new CompressionSettings(1, level));
        ByteString compressed = compression.compress(message);
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, micros(compression, message));
        }
        int size = compressed == null ? message.length : compressed.size();
        byte[] event = concat(".123456\ndata: ".getBytes(US_ASCII), message, "\n\n".getBytes(US_ASCII));
        return "| %s | %d | %d | %d | %.0f %% | %.1f | %d | %d |"
                .formatted(
                        name,
                        message.length,
                        level,
                        size,
                        100.0 * size / message.length,
                        best,
                        ID.length + event.length,
                        gzipped(compression, event));
    }

    /** Returns the bytes of a server-sent event in the midst of a stream with the coding {@code gzip}. */
    private static int gzipped(Compression compression, byte[] event) {
        var stream = new GzipStream(compression);
        stream.add(ByteString.fromString(":\n\n"));
        return stream.add(Block.stored(ID)).size()
                + stream.add(compression.block(event)).size();
    }

    private static byte[] concat(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        Stream.of(parts).forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private static double micros(Compression compression, byte[] message) {
        long begin = System.nanoTime();
        long times = 0;
        long now = begin;
        while (now - begin < ROUND_NANOS) {
            compression.compress(message);
            times++;
            now = System.nanoTime();
        }
        return (now - begin) / 1_000.0 / times;
    }

    private static Frame event(String sample, String member, String name) throws IOException {
        JsonNode entity = JSON.readTree(Samples.bytes(sample)).path(member);
        return Frame.of(name, JSON.writeValueAsBytes(entity));
    }

    /** The contract's section with so many tables, each with an id, a place and a time of its own, and one of some images. */
    private static Frame snapshot(int tables) throws IOException {
        var random = new Random(tables);
        var section = (ObjectNode) JSON.readTree(Samples.bytes("section-snapshot.json"));
        var list = (ArrayNode) section.path("tables");
        var sample = (ObjectNode) list.get(0);
        List<String> images = Stream.generate(() -> id(random)).limit(IMAGES).toList();
        list.removeAll();
        for (int number = 1; number <= tables; number++) {
            list.add(sample.deepCopy()
                    .put("id", id(random))
                    .put("number", number)
                    .put("capacity", 2 + random.nextInt(8))
                    .put("posX", random.nextInt(1_200))
                    .put("posY", random.nextInt(800))
                    .put("tableImageId", images.get(random.nextInt(images.size())))
                    .put("status", random.nextBoolean() ? "AVAILABLE" : "OCCUPIED")
                    .put("updatedAt", time(random)));
        }
        return Frame.of("section.snapshot", JSON.writeValueAsBytes(section));
    }

    private static String id(Random random) {
        byte[] seed = new byte[16];
        random.nextBytes(seed);
        return UUID.nameUUIDFromBytes(seed).toString();
    }

    private static String time(Random random) {
        return Instant.ofEpochMilli(1_760_000_000_000L + random.nextInt(1_000_000_000))
                .toString();
    }
}
