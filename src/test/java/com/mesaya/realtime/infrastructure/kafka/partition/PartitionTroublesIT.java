package com.mesaya.realtime.infrastructure.kafka.partition;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.demo.EmbeddedKafka;
import com.mesaya.realtime.infrastructure.kafka.PublishedTopics;
import com.mesaya.realtime.infrastructure.kafka.SectionEventConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One topic that may not be read, or one damaged batch, and all the others. */
@Tag("alone")
class PartitionTroublesIT {

    private static ActorSystem<Void> system;
    private static EmbeddedKafka kafka;

    private final String good = "good-" + UUID.randomUUID();
    private final String bad = "bad-" + UUID.randomUUID();
    private final PublishedTopics topics;

    PartitionTroublesIT() {
        topics = new PublishedTopics(system, kafka.brokers(), good, bad);
    }

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(Map.of(
                "authorizer.class.name", StandardAuthorizer.class.getName(), "allow.everyone.if.no.acl.found", "true"));
        system = PublishedTopics.actorSystem();
    }

    @AfterAll
    static void end() {
        system.terminate();
        kafka.close();
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void aTopicThatMayNotBeReadIsNamedAndSlowsNoOther() {
        topics.publish(bad, "secret");
        List<AclBinding> rules = List.of(
                rule(bad, AclOperation.READ, AclPermissionType.DENY),
                rule(bad, AclOperation.ALL, AclPermissionType.ALLOW));
        PublishedTopics.done(topics.admin.createAcls(rules).all());
        SectionEventConsumer consumer = topics.readyConsumer(false);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(PublishedTopics.degradedWithout(consumer))
                        .containsExactly("permission to read " + bad));
        assertThat(consumer.troubles()).isEqualTo(1);

        long slowest = 0;
        for (int record = 0; record < 50; record++) {
            long published = System.nanoTime();
            topics.publish(good, "record " + record);
            int expected = record + 1;
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> topics.read.size() == expected);
            slowest = Math.max(slowest, System.nanoTime() - published);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
        assertThat(topics.read).doesNotContain("secret");

        PublishedTopics.done(topics.admin
                .deleteAcls(rules.stream().map(AclBinding::toFilter).toList())
                .all());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(topics.read).contains("secret"));
        await().atMost(PATIENCE)
                .until(() -> PublishedTopics.degradedWithout(consumer).isEmpty());
        assertThat(topics.holes).isEmpty();
        PublishedTopics.stop(consumer);
    }

    private static AclBinding rule(String topic, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
    }

    @Test
    void aDamagedBatchIsPassedOverWithAllThatStandsInItAndNothingElse() throws IOException {
        topics.publish(bad, "1");
        try (var producer = topics.producer(Map.of("linger.ms", 1_000))) {
            for (int record = 0; record < 20; record++) {
                var unused = producer.send(PublishedTopics.record(bad, "damaged " + record));
            }
        }
        topics.publish(bad, "2", "3");
        topics.publish(good, "4");
        damage(segment(), "damaged 7");

        SectionEventConsumer consumer = topics.readyConsumer(false);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.read).containsExactlyInAnyOrder("1", "2", "3", "4"));
        assertThat(topics.holes).containsExactly(new StreamHole(bad, bad + "-0@1..20", StreamHole.Cause.UNREADABLE));
        assertThat(topics.holesCounted("unreadable")).isEqualTo(1);
        topics.areCommitted(bad, 23);
        assertThat(PublishedTopics.degradedWithout(consumer)).isEmpty();
        PublishedTopics.stop(consumer);
    }

    private Path segment() {
        Set<String> directories = Objects.requireNonNull(PublishedTopics.done(
                                topics.admin.describeLogDirs(List.of(1)).allDescriptions())
                        .get(1))
                .keySet();
        return Path.of(directories.iterator().next(), bad + "-0", "00000000000000000000.log");
    }

    /** As a disk does; the broker doesn't look into what it sends. */
    private static void damage(Path segment, String value) throws IOException {
        kafka.stop();
        byte[] bytes = Files.readAllBytes(segment);
        int at = new String(bytes, ISO_8859_1).indexOf(value);
        assertThat(at).isPositive();
        bytes[at] = (byte) (bytes[at] ^ 1);
        Files.write(segment, bytes);
        kafka.restart();
        assertThat(new String(Files.readAllBytes(segment), UTF_8)).doesNotContain(value);
    }
}
