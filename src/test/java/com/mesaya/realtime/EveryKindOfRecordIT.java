package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.demo.LoopbackPorts;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a record holds, three nodes stay ready, and tell what comes after it. */
@ExtendWith(Surroundings.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("alone")
class EveryKindOfRecordIT {

    private static final String UPDATED = "mesa-ya.tables.updated";
    private static final String V2 = "mesa-ya.tables.events";
    private static final int NODES = 3;
    private static final int PARTITIONS = 3;
    private static final int MAX_RECORD_BYTES = 64 * 1024;
    /** Less than what makes a node degraded. */
    private static final Duration SECONDS = Duration.ofSeconds(14);

    private final Surroundings surroundings;
    private final String deadLetters = "dead-letters-" + UUID.randomUUID();
    private final String section = UUID.randomUUID().toString();
    private final List<RunningService> nodes = new ArrayList<>();
    private final List<TestViewer> viewers = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    private final Producer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> letterReader;
    private int version;

    EveryKindOfRecordIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        surroundings.kafka().createTopics(List.of(deadLetters));
        Map<String, Object> brokers = Map.of("bootstrap.servers", surroundings.brokers());
        this.producer = new KafkaProducer<>(brokers, new ByteArraySerializer(), new ByteArraySerializer());
        this.letterReader = new KafkaConsumer<>(brokers, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @BeforeAll
    void start() {
        List<Integer> ports =
                IntStream.range(0, NODES).mapToObj(node -> LoopbackPorts.free()).toList();
        String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        String group = "every-kind-" + UUID.randomUUID();
        for (int port : ports) {
            nodes.add(surroundings.launch(new HashMap<>(Map.of(
                    "mesaya.kafka.group-id",
                    group,
                    "mesaya.kafka.offset-reset",
                    "latest",
                    "mesaya.kafka.max-record-size",
                    MAX_RECORD_BYTES + "B",
                    "mesaya.kafka.dead-letter-topic",
                    deadLetters,
                    "mesaya.cluster.seeds",
                    seeds,
                    "mesaya.cluster.port",
                    port,
                    "pekko.remote.artery.canonical.port",
                    port,
                    "pekko.cluster.seed-node-timeout",
                    "1s"))));
        }
        await().untilAsserted(() -> assertThat(nodes)
                .allSatisfy(node -> assertThat(node.readiness().body()).isEqualTo("{\"status\":\"ready\"}")));
        surroundings.api().script(section, ScriptedApi.Script.ok("{\"id\":\"" + section + "\"}"));
        for (RunningService node : nodes) {
            TestViewer viewer = node.watch(section);
            viewers.add(viewer);
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        }
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(deadLetters, partition))
                .toList();
        letterReader.assign(partitions);
        letterReader.seekToBeginning(partitions);
    }

    @AfterAll
    void end() {
        viewers.forEach(TestViewer::close);
        nodes.forEach(RunningService::close);
        producer.close();
        letterReader.close();
    }

    /**
     * A record that nobody is told of.
     *
     * @param code why; null if it is only to do no harm
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes to send, not compared
    private record Bad(
            String name,
            String topic,
            byte @Nullable [] value,
            @Nullable ErrorCode code) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> badRecords() {
        String section = UUID.randomUUID().toString();
        String surrogate = "\\ud800";
        return Stream.of(
                new Bad("tombstone", UPDATED, null, ErrorCode.INVALID_PAYLOAD),
                new Bad("empty", UPDATED, new byte[0], ErrorCode.INVALID_PAYLOAD),
                invalid("no JSON", UPDATED, "hello"),
                invalid("half an object", UPDATED, "{\"entity\":{\"id\":\"7\""),
                invalid("a list", UPDATED, "[]"),
                invalid("null", UPDATED, "null"),
                invalid("nested deeply", UPDATED, "{\"entity\":" + "[".repeat(20_000)),
                invalid("without an entity", UPDATED, "{\"action\":\"table.updated\"}"),
                invalid("a section that is a path", UPDATED, changed("7", "../admin")),
                invalid("v2 without a type", V2, "{\"data\":{\"id\":\"7\",\"sectionId\":\"" + section + "\"}}"),
                invalid("v2 with the type of another language", V2, "{\"event_type\":\"Up\\\"dated\",\"data\":{}}"),
                new Bad("Latin-1", UPDATED, changed("mañana", section).getBytes(ISO_8859_1), ErrorCode.INVALID_PAYLOAD),
                new Bad("UTF-16", UPDATED, changed("7", section).getBytes(UTF_16), ErrorCode.INVALID_PAYLOAD),
                new Bad(
                        "a version that nobody knows",
                        UPDATED + ".v9",
                        changed("7", section).getBytes(UTF_8),
                        ErrorCode.UNSUPPORTED_VERSION),
                new Bad(
                        "larger than the nodes could tell each other",
                        UPDATED,
                        changed("7", section)
                                .replace("{", "{" + " ".repeat(MAX_RECORD_BYTES))
                                .getBytes(UTF_8),
                        ErrorCode.RECORD_TOO_BIG),
                invalid("half a character as an id", UPDATED, changed(surrogate, section)),
                invalid("half a character in an id", UPDATED, changed("7" + surrogate + "7", section)),
                invalid("half a character as a section", UPDATED, changed("7", surrogate)),
                invalid(
                        "half a character as the id of an object",
                        "mesa-ya.objects.updated",
                        "{\"action\":\"object.updated\",\"entityId\":\"" + surrogate + "\",\"entity\":{\"id\":\""
                                + surrogate + "\"}}"),
                invalid("a control character in an id", UPDATED, changed("\\u0000", section)),
                new Bad(
                        "a table of no section",
                        UPDATED,
                        "{\"action\":\"table.updated\",\"entityId\":\"7\",\"entity\":{\"id\":\"7\"}}".getBytes(UTF_8),
                        null),
                new Bad(
                        "half a character as what a link shows",
                        "mesa-ya.section-objects.created",
                        ("{\"action\":\"section-object.created\",\"entityId\":\"7\",\"entity\":{\"id\":\"7\",\"sectionId\":\""
                                        + section + "\",\"objectId\":\"" + surrogate + "\"}}")
                                .getBytes(UTF_8),
                        null));
    }

    private static Bad invalid(String name, String topic, String value) {
        return new Bad(name, topic, value.getBytes(UTF_8), ErrorCode.INVALID_PAYLOAD);
    }

    private static String changed(String id, String section) {
        return "{\"action\":\"table.updated\",\"entityId\":\"" + id + "\",\"entity\":{\"id\":\"" + id
                + "\",\"sectionId\":\"" + section + "\",\"updatedAt\":\"2025-10-19T18:00:00.000Z\"}}";
    }

    @ParameterizedTest
    @MethodSource("badRecords")
    void isADeadLetterWithItsCodeAndHoldsNothingUp(Bad bad) {
        var sent = new ArrayList<RecordMetadata>();
        var told = new ArrayList<String>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            sent.add(send(bad.topic(), partition, bad.value()));
            told.add(update(UPDATED, partition));
            told.add(update(V2, partition));
        }
        long published = System.nanoTime();

        for (TestViewer viewer : viewers) {
            assertThat(viewer.next(told.size())).containsExactlyInAnyOrderElementsOf(told);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - published)).isLessThan(SECONDS);
        ErrorCode code = bad.code();
        if (code != null) {
            sent.forEach(record -> assertThat(codeOf(record)).isEqualTo(code.name()));
        }
        assertThat(nodes).allSatisfy(node -> assertThat(node.readiness().body()).isEqualTo("{\"status\":\"ready\"}"));
    }

    /** A good change of a table of its own, in the envelope that the topic has. */
    private String update(String topic, int partition) {
        String entity = table(
                topic.substring(topic.lastIndexOf('.') + 1) + partition,
                section,
                "OCCUPIED",
                Instant.parse("2025-10-19T18:00:00.000Z").plusMillis(version++));
        String value =
                topic.equals(V2) ? "{\"event_type\":\"updated\",\"data\":" + entity + "}" : v1("table.updated", entity);
        send(topic, partition, value.getBytes(UTF_8));
        return frame("table.updated", entity);
    }

    private RecordMetadata send(String topic, int partition, byte @Nullable [] value) {
        try {
            return producer.send(new ProducerRecord<>(topic, partition, null, value))
                    .get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new AssertionError(failure);
        }
    }

    private String codeOf(RecordMetadata record) {
        String place = record.topic() + "-" + record.partition() + "@" + record.offset();
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            letterReader.poll(Duration.ofMillis(50)).forEach(letters::add);
                            return letters.stream()
                                    .filter(letter -> placeOf(letter).equals(place))
                                    .map(letter -> header(letter, "mesaya-error-code"))
                                    .findAny();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String placeOf(ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, "mesaya-topic") + "-" + header(letter, "mesaya-partition") + "@"
                + header(letter, "mesaya-offset");
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(
                Objects.requireNonNull(letter.headers().lastHeader(name)).value(), UTF_8);
    }
}
