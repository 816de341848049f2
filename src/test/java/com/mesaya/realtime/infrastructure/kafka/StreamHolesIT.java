package com.mesaya.realtime.infrastructure.kafka;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.testing.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is noticed of records that are gone, and from where on a group reads. Each test has its own topics and its own group. */
@ExtendWith(Surroundings.Extension.class)
class StreamHolesIT {

    private static ActorSystem<Void> system;

    private final String topic = "topic-" + UUID.randomUUID();
    private final PublishedTopics topics;

    StreamHolesIT(Surroundings surroundings) {
        this.topics = new PublishedTopics(system, surroundings.brokers(), topic);
    }

    @BeforeAll
    static void start() {
        system = PublishedTopics.actorSystem();
    }

    @AfterAll
    static void end() {
        system.terminate();
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void recordsThatKafkaDeletedBeforeTheyWereReadAreAHole() {
        topics.publish(topic, "1");
        SectionEventConsumer before = topics.readyConsumer(false);
        topics.areRead("1");
        topics.areCommitted(topic, 1);
        PublishedTopics.stop(before);
        topics.publish(topic, "2", "3", "4");
        PublishedTopics.done(topics.admin
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3)))
                .all());

        SectionEventConsumer consumer = topics.readyConsumer(false);

        topics.areRead("1", "4");
        assertThat(topics.holes).containsExactly(new StreamHole(topic, topic + "-0@1..2", StreamHole.Cause.DELETED));
        assertThat(topics.holesCounted("deleted")).isEqualTo(1);
        PublishedTopics.stop(consumer);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void recordsThatWereReadBeforeKafkaDeletedThemAreNone() {
        topics.publish(topic, "1", "2");
        SectionEventConsumer consumer = topics.readyConsumer(false);
        topics.areRead("1", "2");
        PublishedTopics.done(topics.admin
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
                .all());

        topics.publish(topic, "3");

        topics.areRead("1", "2", "3");
        assertThat(topics.holes).isEmpty();
        PublishedTopics.stop(consumer);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTopicThatIsCreatedAnewIsAHoleAndReadFromItsBeginning() {
        topics.publish(topic, "1", "2");
        SectionEventConsumer consumer = topics.readyConsumer(false);
        topics.areRead("1", "2");

        PublishedTopics.done(topics.admin.deleteTopics(List.of(topic)).all());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            topics.create(topic);
            return true;
        });
        topics.publish(topic, "3", "4", "5");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.holes).anySatisfy(hole -> {
                    assertThat(hole.topic()).isEqualTo(topic);
                    assertThat(hole.cause()).isEqualTo(StreamHole.Cause.RECREATED);
                }));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(topics.read).contains("3", "4", "5"));
        assertThat(topics.holesCounted("recreated")).isEqualTo(1);
        PublishedTopics.stop(consumer);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatATransactionWroteThatWasAbortedIsNotReadAndNoHole() {
        SectionEventConsumer consumer = topics.readyConsumer(false);
        try (var producer =
                topics.producer(Map.of("transactional.id", UUID.randomUUID().toString()))) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(PublishedTopics.record(topic, "aborted"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            var sent = producer.send(PublishedTopics.record(topic, "committed"));
            producer.commitTransaction();
            assertThat(sent).isDone();
        }
        topics.publish(topic, "plain");

        topics.areRead("committed", "plain");
        assertThat(topics.holes).isEmpty();
        PublishedTopics.stop(consumer);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aGroupThatStartsAtTheEndMissesNothingThatIsPublishedOnceItIsReady() {
        topics.publish(topic, "past");
        SectionEventConsumer consumer = topics.readyConsumer(true);

        topics.publish(topic, "1");

        topics.areRead("1");
        PublishedTopics.stop(consumer);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aGroupThatStartsAtTheEndHasItsPlaceBeforeAnythingIsRead() {
        topics.publish(topic, "past");
        PublishedTopics.stop(topics.readyConsumer(true));
        topics.publish(topic, "1");

        SectionEventConsumer heir = topics.readyConsumer(true);

        topics.areRead("1");
        PublishedTopics.stop(heir);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTopicThatIsCreatedWhileAGroupReadsIsReadFromItsBeginning() {
        SectionEventConsumer consumer = topics.readyConsumer(true);
        String later = topic + ".v1";

        topics.create(later);
        topics.publish(later, "1", "2");

        topics.areRead("1", "2");
        PublishedTopics.stop(consumer);
    }
}
