package com.mesaya.realtime.infrastructure.kafka;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicHandlerRegistry;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.LonelyBoard;
import com.mesaya.realtime.testing.Scrape;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Topics of one partition each, who writes to them, and a consumer that remembers what it read. */
public final class PublishedTopics implements AutoCloseable {

    public final List<String> read = new CopyOnWriteArrayList<>();
    public final List<StreamHole> holes = new CopyOnWriteArrayList<>();
    public final Admin admin;

    private final ActorSystem<?> system;
    private final String brokers;
    private final List<String> topics;
    private final String group = "group-" + UUID.randomUUID();
    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private final Producer<byte[], byte[]> producer;

    public PublishedTopics(ActorSystem<?> system, String brokers, String... topics) {
        this.system = system;
        this.brokers = brokers;
        this.topics = List.of(topics);
        this.admin = Admin.create(Map.of("bootstrap.servers", brokers));
        this.producer = producer(Map.of());
        Stream.of(topics).forEach(this::create);
    }

    /** For consumers that notice soon that a topic is created or may be read: within two seconds instead of ten. */
    public static ActorSystem<Void> actorSystem() {
        return ActorSystem.create(
                Behaviors.empty(),
                "consumer",
                ConfigFactory.parseMap(Map.of(
                                "pekko.actor.provider",
                                "local",
                                "pekko.kafka.consumer.kafka-clients.metadata.max.age.ms",
                                2_000))
                        .withFallback(ConfigFactory.load()));
    }

    void create(String topic) {
        done(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
    }

    public Producer<byte[], byte[]> producer(Map<String, Object> more) {
        var properties = new HashMap<String, Object>(Map.of("bootstrap.servers", brokers, "linger.ms", 0));
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public void publish(String topic, String... values) {
        for (String value : values) {
            try {
                producer.send(record(topic, value)).get();
            } catch (InterruptedException | ExecutionException failure) {
                throw new AssertionError(failure);
            }
        }
    }

    public static ProducerRecord<byte[], byte[]> record(String topic, String value) {
        return new ProducerRecord<>(topic, value.getBytes(UTF_8));
    }

    SectionEventConsumer consumer(boolean startsAtEnd) {
        var registry = new TopicHandlerRegistry();
        topics.forEach(topic -> registry.register(handler(topic)));
        var settings = new KafkaSettings(
                brokers,
                group,
                startsAtEnd,
                256,
                1_000_000,
                10_000,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                Duration.ofMinutes(5),
                "");
        return new SectionEventConsumer(system, settings, registry, new LonelyBoard(), holes::add, monitor);
    }

    /** The same, once it is ready. */
    public SectionEventConsumer readyConsumer(boolean startsAtEnd) {
        SectionEventConsumer consumer = consumer(startsAtEnd);
        await().atMost(PATIENCE)
                .until(() -> consumer.readiness().stream()
                        .allMatch(check -> check.waitsFor().isEmpty()));
        return consumer;
    }

    private TopicHandler handler(String topic) {
        return new TopicHandler() {
            @Override
            public String topic() {
                return topic;
            }

            @Override
            public CompletionStage<Outcome> handle(TopicRecord record) {
                read.add(new String(record.value(), UTF_8));
                return CompletableFuture.completedStage(new Routed(AppendOutcome.APPENDED));
            }
        };
    }

    void areRead(String... values) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read).containsExactly(values));
    }

    public static List<String> degradedWithout(SectionEventConsumer consumer) {
        return consumer.readiness().stream()
                .flatMap(check -> check.degradedWithout().stream())
                .toList();
    }

    public double holesCounted(String cause) {
        return new Scrape(monitor.scrape()).sum("mesaya_kafka_holes_total", "reason=\"" + cause + "\"");
    }

    /** Waits until all that was read is committed. */
    public void areCommitted(String topic, long offset) {
        var partition = new TopicPartition(topic, 0);
        await().atMost(PATIENCE).until(() -> {
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return committed != null && committed.offset() == offset;
        });
    }

    public static void stop(SectionEventConsumer consumer) {
        assertThat(consumer.stop().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    public static <T> T done(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
