package com.mesaya.realtime.infrastructure.kafka;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicHandlerRegistry;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.CapturedLog;
import com.mesaya.realtime.testing.LonelyBoard;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.Surroundings;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records, and of the consumer's place in its group, when things go wrong around it. */
@ExtendWith(Surroundings.Extension.class)
class SectionEventConsumerIT {

    private static final int MAX_IN_FLIGHT = 16;
    private static final int MAX_RECORD_BYTES = 10_000;
    private static final int MAX_IN_FLIGHT_BYTES = 5 * MAX_RECORD_BYTES;
    private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(10);
    private static final CompletionStage<TopicHandler.Outcome> APPENDED =
            CompletableFuture.completedStage(new TopicHandler.Routed(AppendOutcome.APPENDED));

    private static ActorSystem<Void> system;

    private final Surroundings surroundings;
    private final String topic = "topic-" + UUID.randomUUID();
    private final String deadLetters = "dead-letters-" + UUID.randomUUID();
    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private final String group = "group-" + UUID.randomUUID();
    private Duration giveUpAfter = Duration.ofMinutes(5);

    /** Does with each record what it is told to, and remembers it. */
    private static final class Handler implements TopicHandler {

        private final String topic;
        private final ConcurrentLinkedQueue<TopicRecord> records = new ConcurrentLinkedQueue<>();
        private volatile Function<String, CompletionStage<Outcome>> reaction;

        Handler(String topic, Function<String, CompletionStage<Outcome>> reaction) {
            this.topic = topic;
            this.reaction = reaction;
        }

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public CompletionStage<Outcome> handle(TopicRecord record) {
            records.add(record);
            return reaction.apply(new String(record.value(), UTF_8));
        }

        List<String> values() {
            return records.stream()
                    .map(record -> new String(record.value(), UTF_8))
                    .toList();
        }

        Set<Origin> origins() {
            return new HashSet<>(records.stream().map(TopicRecord::origin).toList());
        }
    }

    SectionEventConsumerIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        surroundings.kafka().createTopics(List.of(topic, deadLetters));
    }

    @BeforeAll
    static void start() {
        system = ActorSystem.create(
                Behaviors.empty(),
                "consumer",
                ConfigFactory.parseMap(Map.of(
                                "pekko.actor.provider",
                                "local",
                                "pekko.kafka.consumer.kafka-clients.max.poll.interval.ms",
                                MAX_POLL_INTERVAL.toMillis(),
                                "pekko.kafka.consumer.kafka-clients.session.timeout.ms",
                                30_000))
                        .withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void end() {
        system.terminate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "stack overflow"})
    void aRecordThatMakesItsHandlerThrowIsKeptAndPassedOver(String poison) {
        var handler = new Handler(topic, value -> switch (value) {
            case "exception" -> throw new IllegalStateException("poison");
            case "stack overflow" -> throw new StackOverflowError();
            default -> APPENDED;
        });
        var consumer = consumer(handler);

        surroundings.publishInOrder(topic, poison);
        surroundings.publishInOrder(topic, "good");

        await().atMost(PATIENCE).until(() -> handler.values().equals(List.of(poison, "good")));
        ConsumerRecord<byte[], byte[]> letter = firstDeadLetter();
        assertThat(new String(letter.value(), UTF_8)).isEqualTo(poison);
        assertThat(new String(letter.headers().lastHeader("mesaya-error-code").value(), UTF_8))
                .isEqualTo("INTERNAL");
        await().atMost(PATIENCE).until(() -> committed() == 2);
        stop(consumer);
        assertThat(handler.values()).containsExactly(poison, "good");
    }

    @Test
    void aRecordTooLargeToBePassedOnIsKeptAndPassedOver() {
        var handler = new Handler(topic, value -> APPENDED);
        var consumer = consumer(handler);
        String largest = "x".repeat(MAX_RECORD_BYTES);

        surroundings.publishInOrder(topic, largest + "x");
        surroundings.publishInOrder(topic, largest);

        await().atMost(PATIENCE).until(() -> handler.values().equals(List.of(largest)));
        ConsumerRecord<byte[], byte[]> letter = firstDeadLetter();
        assertThat(letter.value()).hasSize(MAX_RECORD_BYTES + 1);
        assertThat(new String(letter.headers().lastHeader("mesaya-error-code").value(), UTF_8))
                .isEqualTo("RECORD_TOO_BIG");
        stop(consumer);
    }

    @Test
    void anUnusableRecordIsCountedWhereNoneAreKept() {
        var handler = new Handler(
                topic, value -> CompletableFuture.completedStage(new TopicHandler.Rejected(ErrorCode.INVALID_PAYLOAD)));
        var consumer = consumer(handler, "");

        surroundings.publishInOrder(topic, "broken");

        await().atMost(PATIENCE).until(() -> committed() == 1);
        stop(consumer);
        assertThat(new Scrape(monitor.scrape())
                        .sum("mesaya_dead_letters_total", "code=\"invalid_payload\"", "kept=\"none\""))
                .isEqualTo(1);
    }

    @Test
    void aFloodOfUnusableRecordsIsOneLineOfTheLog() {
        var handler = new Handler(
                topic, value -> CompletableFuture.completedStage(new TopicHandler.Rejected(ErrorCode.INVALID_PAYLOAD)));
        try (var log = CapturedLog.of(RecordOutcomes.class, Level.WARN)) {
            var consumer = consumer(handler);
            for (int record = 0; record < 200; record++) {
                surroundings.publishInOrder(topic, "broken");
            }

            await().atMost(PATIENCE).until(() -> committed() == 200);
            stop(consumer);

            assertThat(log.lines())
                    .hasSizeBetween(1, 4)
                    .first()
                    .isEqualTo("WARN INVALID_PAYLOAD: passing over " + topic + "-0@0");
        }
    }

    @Test
    void aRecordThatNobodyCouldDecideOnIsReadAgainAndNotCommittedBefore() {
        var unreachable = new CompletableFuture<TopicHandler.Outcome>();
        var handler = new Handler(topic, value -> value.equals("first") ? unreachable : APPENDED);
        var consumer = consumer(handler);
        surroundings.publishInOrder(topic, "first");
        surroundings.publishInOrder(topic, "second");
        await().atMost(PATIENCE).until(() -> handler.values().equals(List.of("first", "second")));

        handler.reaction = value -> APPENDED;
        unreachable.completeExceptionally(new IllegalStateException("the section can't be reached"));

        await().atMost(PATIENCE).until(() -> handler.values().equals(List.of("first", "second", "first", "second")));
        await().atMost(PATIENCE).until(() -> committed() == 2);
        stop(consumer);
    }

    @Test
    void aRecordThatNobodyEverDecidesOnIsKeptAndReadingGoesOn() {
        giveUpAfter = Duration.ofSeconds(2);
        var handler = new Handler(topic, value -> value.equals("stuck") ? new CompletableFuture<>() : APPENDED);
        isPassedOver("stuck", handler);

        assertThat(handler.values()).containsExactly("stuck", "good");
    }

    @Test
    void aRecordThatFailsAgainAndAgainIsKeptAndReadingGoesOn() {
        giveUpAfter = Duration.ofSeconds(2);
        var handler = new Handler(
                topic,
                value -> value.equals("poison")
                        ? CompletableFuture.failedFuture(new IllegalStateException("no way"))
                        : APPENDED);
        isPassedOver("poison", handler);

        assertThat(handler.values()).containsSubsequence("poison", "poison", "good");
    }

    private void isPassedOver(String value, Handler handler) {
        var consumer = consumer(handler);

        surroundings.publishInOrder(topic, value);
        surroundings.publishInOrder(topic, "good");

        ConsumerRecord<byte[], byte[]> letter = firstDeadLetter();
        assertThat(new String(letter.value(), UTF_8)).isEqualTo(value);
        assertThat(new String(letter.headers().lastHeader("mesaya-error-code").value(), UTF_8))
                .isEqualTo("INTERNAL");
        await().atMost(PATIENCE).until(() -> committed() == 2);
        stop(consumer);
    }

    @Test
    void takesNoMoreThanItMayWhileSectionsDontAnswerAndStaysInItsGroup() {
        var blocked = new CompletableFuture<TopicHandler.Outcome>();
        var handler = new Handler(topic, value -> blocked);
        var consumer = consumer(handler);
        for (int record = 0; record < 500; record++) {
            surroundings.publish(topic, "record " + record);
        }
        await().atMost(PATIENCE).until(() -> handler.records.size() == MAX_IN_FLIGHT);
        List<String> members = members();
        assertThat(members).hasSize(1);

        await().during(MAX_POLL_INTERVAL.plusSeconds(3))
                .atMost(PATIENCE)
                .until(() ->
                        handler.records.size() == MAX_IN_FLIGHT && members().equals(members));
        assertThat(consumer.oldestInFlight()).isGreaterThan(MAX_POLL_INTERVAL);

        blocked.complete(new TopicHandler.Routed(AppendOutcome.APPENDED));
        await().atMost(PATIENCE).until(() -> handler.origins().size() == 500);
        assertThat(handler.records).hasSize(500);
        await().atMost(PATIENCE).until(() -> consumer.oldestInFlight().isZero());
        assertThat(members()).isEqualTo(members);
        stop(consumer);
    }

    @Test
    void takesNoMoreBytesThanItMayWhileSectionsDontAnswer() {
        var blocked = new CompletableFuture<TopicHandler.Outcome>();
        var handler = new Handler(topic, value -> blocked);
        var consumer = consumer(handler);
        String large = "x".repeat(MAX_RECORD_BYTES);
        for (int record = 0; record < MAX_IN_FLIGHT; record++) {
            surroundings.publish(topic, large);
        }
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> handler.records.size() == 5);

        blocked.complete(new TopicHandler.Routed(AppendOutcome.APPENDED));
        await().atMost(PATIENCE).until(() -> handler.origins().size() == MAX_IN_FLIGHT);
        stop(consumer);
    }

    @Test
    void nothingIsLostWhenAnotherNodeJoinsAndLeavesTheGroup() throws Exception {
        var publisher = Executors.newSingleThreadScheduledExecutor();
        var published = new ConcurrentLinkedQueue<String>();
        var publishing = publisher.scheduleAtFixedRate(
                () -> {
                    String value = "record " + published.size();
                    surroundings.publish(topic, value);
                    published.add(value);
                },
                0,
                5,
                TimeUnit.MILLISECONDS);
        var first = new Handler(topic, value -> APPENDED);
        var second = new Handler(topic, value -> APPENDED);
        var staying = consumer(first);
        await().atMost(PATIENCE).until(() -> first.records.size() > 100);

        var passing = consumer(second);
        await().atMost(PATIENCE).until(() -> second.records.size() > 100);
        int before = first.records.size();
        stop(passing);
        await().atMost(PATIENCE).until(() -> members().size() == 1 && first.records.size() > before + 300);

        publishing.cancel(false);
        publisher.shutdown();
        assertThat(publisher.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        await().atMost(PATIENCE).untilAsserted(() -> {
            var taken = new HashSet<>(first.values());
            taken.addAll(second.values());
            assertThat(taken).containsExactlyInAnyOrderElementsOf(published);
        });
        stop(staying);
        int twice = first.records.size() + second.records.size() - published.size();
        assertThat(twice).as("read again, of " + published.size()).isLessThan(published.size() / 4);
        System.out.println("Rebalance: " + published.size() + " records, read again: " + twice);
    }

    private SectionEventConsumer consumer(TopicHandler handler) {
        return consumer(handler, deadLetters);
    }

    private SectionEventConsumer consumer(TopicHandler handler, String deadLetterTopic) {
        var registry = new TopicHandlerRegistry();
        registry.register(handler);
        var settings = new KafkaSettings(
                surroundings.brokers(),
                group,
                false,
                MAX_IN_FLIGHT,
                MAX_IN_FLIGHT_BYTES,
                MAX_RECORD_BYTES,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                giveUpAfter,
                deadLetterTopic);
        return new SectionEventConsumer(system, settings, registry, new LonelyBoard(), hole -> {}, monitor);
    }

    private static void stop(SectionEventConsumer consumer) {
        assertThat(consumer.stop().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    private ConsumerRecord<byte[], byte[]> firstDeadLetter() {
        try (var letters = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", surroundings.brokers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(0, 1, 2).stream()
                    .map(partition -> new TopicPartition(deadLetters, partition))
                    .toList();
            letters.assign(partitions);
            letters.seekToBeginning(partitions);
            var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            await().atMost(PATIENCE).until(() -> {
                StreamSupport.stream(letters.poll(Duration.ofMillis(100)).spliterator(), false)
                        .forEach(found::add);
                return !found.isEmpty();
            });
            return found.get(0);
        }
    }

    private long committed() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            var offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topic, 0));
            return offset == null ? 0 : offset.offset();
        }
    }

    private List<String> members() {
        try (Admin admin = admin()) {
            ConsumerGroupDescription description = Objects.requireNonNull(
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group));
            return description.members().stream()
                    .map(member -> member.consumerId() + " " + member.assignment())
                    .sorted()
                    .toList();
        } catch (InterruptedException | ExecutionException failure) {
            throw new AssertionError(failure);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", surroundings.brokers()));
    }
}
