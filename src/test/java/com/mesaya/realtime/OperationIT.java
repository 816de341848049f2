package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator relies on: health, metrics, dead letters, committed offsets. */
@ExtendWith(Surroundings.Extension.class)
class OperationIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UPDATED = "mesa-ya.tables.updated";

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    OperationIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
        surroundings.api().script(section, Script.section());
    }

    @Test
    void tellsThatItLivesAndIsReady() throws Exception {
        assertThat(get(service.http("/health/live")).body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(get(service.http("/health/ready")).body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void answersInJsonWhereThereIsNothing() throws Exception {
        HttpResponse<String> nothing = get(service.http("/nowhere"));

        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(nothing.body()).contains("\"code\":\"NOT_FOUND\"");
    }

    @Test
    void showsMetricsToOperatorsOnly() throws Exception {
        assertThat(get(service.admin("/metrics")).body()).contains("# TYPE mesaya_connections gauge");
        assertThat(get(service.http("/metrics")).statusCode()).isEqualTo(404);
    }

    @Test
    void countsWhatHappens() throws Exception {
        try (RunningService counted = surroundings.start(Map.of());
                TestViewer viewer = counted.watch(section)) {
            viewer.next();
            TestViewer.refusal(counted.webSocket(section + "/abc"));
            surroundings.publish(UPDATED, v1("table.updated", table("t1", section, "BLOCKED", Instant.now())));
            surroundings.publish(UPDATED, "poison");
            viewer.next();

            await().untilAsserted(() -> assertThat(counted.metrics())
                    .contains(
                            "mesaya_connections{transport=\"websocket\"} 1.0",
                            "mesaya_joins_total{outcome=\"joined\"} 1.0",
                            "mesaya_joins_total{outcome=\"token_invalid\"} 1.0",
                            "mesaya_deliveries_total 1.0")
                    .contains("mesaya_events_total{outcome=\"appended\",topic=\"" + UPDATED + "\"}")
                    .contains("mesaya_events_total{outcome=\"invalid_payload\",topic=\"" + UPDATED + "\"}")
                    .containsPattern("mesaya_dead_letters_total\\{code=\"invalid_payload\",kept=\"true\"} [1-9]"));

            viewer.vanish();
            await().untilAsserted(() -> assertThat(counted.metrics())
                    .contains("mesaya_connections{transport=\"websocket\"} 0.0")
                    .containsPattern("mesaya_closes_total\\{reason=\"(client|failure)\"} 1.0"));
        }
    }

    @Test
    void keepsWhatNobodyCouldBeToldOf() {
        String poison = "poison " + UUID.randomUUID();
        surroundings.publish(UPDATED, poison);

        try (KafkaConsumer<byte[], byte[]> letters = consumer(UUID.randomUUID().toString())) {
            letters.subscribe(List.of(Surroundings.DEAD_LETTERS));
            var letter = await().until(
                            () -> StreamSupport.stream(
                                            letters.poll(Duration.ofMillis(100)).spliterator(), false)
                                    .filter(record -> text(record.value()).equals(poison))
                                    .findFirst(),
                            found -> found.isPresent())
                    .orElseThrow();

            assertThat(header(letter, "mesaya-error-code")).isEqualTo("INVALID_PAYLOAD");
            assertThat(header(letter, "mesaya-topic")).isEqualTo(UPDATED);
            assertThat(header(letter, "mesaya-partition")).matches("[0-2]");
            assertThat(header(letter, "mesaya-offset")).matches("\\d+");
        }
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() {
        Map<String, Object> group = Map.of("mesaya.kafka.group-id", "restarted-" + UUID.randomUUID());
        String topic = "mesa-ya.tables.deleted";
        String entity = table("t1", section, "RESERVED", Instant.parse("2025-10-19T18:00:00.000Z"));
        try (RunningService first = surroundings.start(group)) {
            surroundings.publish(topic, v1("table.deleted", entity));
            double all = recordsOf(topic);
            await().untilAsserted(() -> assertThat(eventsOf(first, topic)).isEqualTo(all));
        }
        double before = 3;
        for (int meanwhile = 0; meanwhile < before; meanwhile++) {
            surroundings.publish(topic, v1("table.deleted", entity));
        }

        try (RunningService second = surroundings.start(group)) {
            await().until(() -> eventsOf(second, topic) >= before);
            surroundings.publish(topic, v1("table.deleted", entity));

            await().untilAsserted(() -> assertThat(eventsOf(second, topic)).isEqualTo(before + 1));
        }
    }

    @Test
    void readsOnWhereDeadLettersCantBeKept() {
        try (RunningService without = surroundings.start(Map.of("mesaya.kafka.dead-letter-topic", "no-such-topic"));
                TestViewer viewer = without.watch(section)) {
            viewer.next();
            for (int poison = 0; poison < 300; poison++) {
                surroundings.publish(UPDATED, "poison");
            }
            String good = table("t1", section, "BLOCKED", Instant.now());
            surroundings.publish(UPDATED, v1("table.updated", good));

            assertThat(viewer.next()).isEqualTo(frame("table.updated", good));
            await().untilAsserted(() -> assertThat(without.metrics())
                    .containsPattern("mesaya_dead_letters_total\\{code=\"invalid_payload\",kept=\"false\"} [1-9]")
                    .contains("mesaya_dead_letters_total{code=\"invalid_payload\",kept=\"true\"} 0.0"));
        }
    }

    @Test
    void closesItsClientsWhenItStops() {
        RunningService stopping = surroundings.start(Map.of());
        try (TestViewer viewer = stopping.watch(section)) {
            viewer.next();

            stopping.close();

            assertThat(viewer.next()).startsWith("{\"event\":\"system.closing\",\"payload\":{\"reconnectAfterMs\":");
            assertThat(viewer.closed().code()).isEqualTo(1012);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        surroundings.brokers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Other tests publish to the topic too. */
    private double recordsOf(String topic) {
        try (KafkaConsumer<byte[], byte[]> reader = consumer(UUID.randomUUID().toString())) {
            var partitions = reader.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            return reader.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static double eventsOf(RunningService which, String topic) {
        return which.metrics()
                .lines()
                .filter(line -> line.startsWith("mesaya_events_total") && line.contains("\"" + topic + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
