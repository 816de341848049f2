package com.mesaya.realtime.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes changes as the main API does: envelope v1, a topic per action, no key, without waiting for the broker. Thread-safe. */
public final class ChangePublisher implements Restaurant.ChangeListener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Producer<byte[], byte[]> producer;

    public ChangePublisher(String brokers) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ProducerConfig.PARTITIONER_CLASS_CONFIG,
                        RoundRobinPartitioner.class.getName(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Returns all topics to which it publishes. */
    public static List<String> topics() {
        return Arrays.stream(Restaurant.Kind.values())
                .flatMap(kind -> Stream.of("created", "updated", "deleted").map(action -> topic(kind, action)))
                .toList();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the main API does not wait for the broker either
    public void changed(Restaurant.Kind kind, String action, ObjectNode entity) {
        ObjectNode envelope = JSON.createObjectNode().put("action", kind.word() + "." + action);
        if (!action.equals("created")) {
            envelope.put("entityId", entity.path("id").asText());
        }
        envelope.set("entity", entity);
        envelope.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        producer.send(new ProducerRecord<>(topic(kind, action), bytes(envelope)));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the main API does not wait for the broker either
    public void held(String action, ObjectNode hold) {
        ObjectNode envelope = JSON.createObjectNode()
                .put("entity", "tables")
                .put("action", action)
                .put("resourceId", hold.path("tableId").asText());
        envelope.set("data", hold);
        envelope.putObject("metadata").put("sectionId", hold.path("sectionId").asText());
        envelope.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        producer.send(new ProducerRecord<>("mesa-ya.tables." + action, bytes(envelope)));
    }

    @Override
    public void close() {
        producer.close();
    }

    private static String topic(Restaurant.Kind kind, String action) {
        return "mesa-ya." + kind.word() + "s." + action;
    }

    private static byte[] bytes(ObjectNode envelope) {
        try {
            return JSON.writeValueAsBytes(envelope);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
