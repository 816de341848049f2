package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import com.mesaya.realtime.demo.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real broker, a scripted main API and a service with the default settings, shared by all integration tests of a JVM. */
public final class Surroundings implements AutoCloseable {

    /** Where records go that nobody could be told of. */
    public static final String DEAD_LETTERS = "mesa-ya.realtime.dead-letters";

    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final ScriptedApi api = new ScriptedApi();
    private final Producer<byte[], byte[]> producer;
    private final RunningService service;

    private Surroundings() {
        kafka.createTopics(topics());
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.brokers(), ProducerConfig.LINGER_MS_CONFIG, 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        service = start(Map.of());
    }

    private static List<String> topics() {
        Stream<String> aggregates = Stream.of("tables", "objects", "section-objects", "sections")
                .flatMap(plural -> Stream.of("created", "updated", "deleted", "events")
                        .map(word -> "mesa-ya." + plural + "." + word));
        Stream<String> others = Stream.of(
                "mesa-ya.tables.selecting",
                "mesa-ya.tables.released",
                "mesa-ya.tables.updated.v1",
                "mesa-ya.tables.updated.v2",
                "mesa-ya.tables.updated.v9",
                DEAD_LETTERS);
        return Stream.concat(aggregates, others).toList();
    }

    /** Such surroundings for one test alone, which may take them apart. */
    public static Surroundings ofItsOwn() {
        return new Surroundings();
    }

    /** The broker, to be stopped and started again; not the shared one's. */
    public EmbeddedKafka kafka() {
        return kafka;
    }

    public String brokers() {
        return kafka.brokers();
    }

    public ScriptedApi api() {
        return api;
    }

    public RunningService service() {
        return service;
    }

    /** Another service beside the shared one, with a consumer group of its own. */
    public RunningService start(Map<String, Object> overrides) {
        return RunningService.start(kafka.brokers(), api.baseUrl(), patient(overrides));
    }

    /** The same, ready or not. */
    public RunningService launch(Map<String, Object> overrides) {
        return RunningService.launch(kafka.brokers(), api.baseUrl(), patient(overrides));
    }

    /** Another service that knows nothing of what was published before. */
    public RunningService startWithoutThePast(Map<String, Object> overrides) {
        var settings = new HashMap<>(overrides);
        settings.put("mesaya.kafka.offset-reset", "latest");
        return start(settings);
    }

    /** Who stands still for a moment is no API in trouble. */
    private static Map<String, Object> patient(Map<String, Object> overrides) {
        var settings = new HashMap<String, Object>(Map.of("mesaya.rest.timeout", PATIENCE.toSeconds() + "s"));
        settings.putAll(overrides);
        return settings;
    }

    /** Publishes a record without a key, and waits until the broker has it. */
    public void publish(String topic, String value) {
        publish(topic, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Publishes a record without a key, and waits until the broker has it. */
    public void publish(String topic, byte[] value) {
        send(new ProducerRecord<>(topic, value));
    }

    /** Publishes a record to a partition that is always the same. */
    public void publishInOrder(String topic, String value) {
        send(new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8)));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        service.close();
        producer.close();
        api.close();
        kafka.close();
    }

    /** Hands the surroundings to tests that take them as a parameter; they end with the JVM's last test class. */
    public static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Surroundings.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(
                            ExtensionContext.StoreScope.LAUNCHER_SESSION,
                            ExtensionContext.Namespace.create(Surroundings.class))
                    .computeIfAbsent(Surroundings.class, key -> new Surroundings(), Surroundings.class);
        }
    }
}
