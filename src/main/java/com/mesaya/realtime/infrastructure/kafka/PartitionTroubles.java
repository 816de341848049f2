package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.ReadinessCheck;
import com.mesaya.realtime.application.SparingLog;
import com.mesaya.realtime.application.StreamHole;
import com.mesaya.realtime.application.StreamHole.Cause;
import com.mesaya.realtime.application.StreamHoles;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with what keeps single partitions from being read, while the consumer goes on with the others: a topic that may not be read is
 * tried again now and then; damaged records are passed over; and where records are gone, reading goes on with the first there are. What is
 * asked of a consumer is asked in its own thread; otherwise thread-safe.
 */
final class PartitionTroubles implements ReadinessCheck {

    /** Finds the first offset at or after another from which a partition can be read. */
    interface Search {
        CompletionStage<Long> firstReadable(TopicPartition partition, long from);
    }

    /** After which a topic that may not be read is tried again. */
    static final Duration REFUSED_FOR = Duration.ofSeconds(10);

    /** How long it takes at most to be refused again. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Where a partition stands is known, unless its leader has just changed. */
    private static final Duration POSITION_PATIENCE = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(PartitionTroubles.class);

    /** A partition is to be read from here on, if that is where it stands. */
    private record Step(TopicPartition partition, long from, long to) {}

    private final boolean startsAtEnd;
    private final Search search;
    private final StreamHoles report;
    private final InstantSource clock;
    private final SparingLog refusals;
    /** Topics that may not be read, with when they are tried again. */
    private final Map<String, Instant> refused = new ConcurrentHashMap<>();
    /** Partitions with records that are damaged, and where those begin. */
    private final Map<TopicPartition, Long> damaged = new ConcurrentHashMap<>();

    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final Set<String> recreated = ConcurrentHashMap.newKeySet();

    /** @param startsAtEnd whether a partition whose end was lost is read from what is written next */
    PartitionTroubles(boolean startsAtEnd, Search search, StreamHoles report, InstantSource clock) {
        this.startsAtEnd = startsAtEnd;
        this.search = search;
        this.report = report;
        this.clock = clock;
        this.refusals = new SparingLog(LOG, clock);
    }

    /** Whether it makes sense to fetch from the partition now. */
    boolean mayBeRead(TopicPartition partition) {
        Instant nextTry = refused.isEmpty() ? null : refused.get(partition.topic());
        return !damaged.containsKey(partition)
                && (nextTry == null || !clock.instant().isBefore(nextTry));
    }

    /** A topic was deleted and created anew. */
    void recreated(String topic) {
        recreated.add(topic);
    }

    /** Before each poll. */
    void prepare(Consumer<?, ?> consumer) {
        if (!refused.isEmpty()) {
            Instant before = clock.instant().minus(ANSWER);
            refused.entrySet().removeIf(topic -> {
                boolean isRead = topic.getValue().isBefore(before);
                if (isRead) {
                    LOG.info("{} may be read again", topic.getKey());
                }
                return isRead;
            });
        }
        for (int waiting = steps.size(); waiting > 0; waiting--) {
            take(Objects.requireNonNull(steps.poll(), "only this thread takes steps"), consumer);
        }
        if (!recreated.isEmpty()) {
            List<TopicPartition> fromStart = consumer.assignment().stream()
                    .filter(partition -> recreated.contains(partition.topic()))
                    .toList();
            recreated.clear();
            consumer.beginningOffsets(fromStart).forEach(consumer::seek);
        }
    }

    private void take(Step step, Consumer<?, ?> consumer) {
        TopicPartition partition = step.partition();
        try {
            if (consumer.assignment().contains(partition)
                    && consumer.position(partition, POSITION_PATIENCE) == step.from()) {
                // Also if nothing is passed over: what was fetched may have been damaged on its way.
                consumer.seek(partition, step.to());
                if (step.to() > step.from()) {
                    report.found(hole(partition, step.from(), step.to(), Cause.UNREADABLE));
                }
            }
            damaged.remove(partition);
        } catch (TimeoutException notNow) {
            steps.add(step);
        }
    }

    /** Whether the failure of a poll was that of single partitions, and was dealt with. */
    boolean deals(Consumer<?, ?> consumer, KafkaException failure) {
        if (failure instanceof TopicAuthorizationException refusal) {
            return refuse(refusal.unauthorizedTopics(), consumer);
        }
        if (failure instanceof OffsetOutOfRangeException outOfRange) {
            stepOver(outOfRange, consumer);
            return true;
        }
        TopicPartition partition =
                failure.getClass() == KafkaException.class ? named(failure.getMessage(), consumer.assignment()) : null;
        if (partition != null) {
            lookInto(partition, consumer.position(partition), failure);
        }
        return partition != null;
    }

    private boolean refuse(Set<String> topics, Consumer<?, ?> consumer) {
        List<TopicPartition> unread = consumer.assignment().stream()
                .filter(partition -> topics.contains(partition.topic()))
                .toList();
        consumer.pause(unread);
        unread.forEach(partition -> {
            refused.put(partition.topic(), clock.instant().plus(REFUSED_FOR));
            refusals.warn(partition.topic() + " may not be read by this service; the others are");
        });
        return !unread.isEmpty();
    }

    private void lookInto(TopicPartition partition, long from, KafkaException failure) {
        if (damaged.putIfAbsent(partition, from) != null) {
            return;
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        LOG.error("{}@{} can't be read ({}); looking for what can after it", partition, from, cause.toString());
        search.firstReadable(partition, from)
                .whenComplete((readable, notFound) ->
                        steps.add(new Step(partition, from, notFound == null ? readable : from)));
    }

    private void stepOver(OffsetOutOfRangeException outOfRange, Consumer<?, ?> consumer) {
        Map<TopicPartition, Long> positions = outOfRange.offsetOutOfRangePartitions();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(positions.keySet());
        Map<TopicPartition, Long> ends = consumer.endOffsets(positions.keySet());
        Map<TopicPartition, OffsetAndMetadata> divergent =
                outOfRange instanceof LogTruncationException truncation ? truncation.divergentOffsets() : Map.of();
        positions.forEach((partition, position) -> {
            long beginning = beginnings.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, beginning);
            OffsetAndMetadata cut = divergent.get(partition);
            if (position < beginning) {
                consumer.seek(partition, beginning);
                report.found(hole(partition, position, beginning, Cause.DELETED));
            } else if (cut != null || position > end) {
                long kept = startsAtEnd ? end : beginning;
                long next = cut == null ? kept : Math.max(beginning, cut.offset());
                consumer.seek(partition, next);
                report.found(hole(partition, next, position, Cause.TRUNCATED));
            } else {
                consumer.seek(partition, position);
            }
        });
    }

    private static StreamHole hole(TopicPartition partition, long from, long to, Cause cause) {
        return new StreamHole(partition.topic(), partition + "@" + from + ".." + (to - 1), cause);
    }

    /** Kafka names the partition in the message only. */
    private static @Nullable TopicPartition named(@Nullable String message, Set<TopicPartition> partitions) {
        return message == null
                ? null
                : partitions.stream()
                        .filter(partition -> isNamed(partition.toString(), message))
                        .max(Comparator.comparingInt(
                                partition -> partition.toString().length()))
                        .orElse(null);
    }

    private static boolean isNamed(String partition, String message) {
        int end = message.indexOf(partition) + partition.length();
        return end >= partition.length() && (end == message.length() || !Character.isDigit(message.charAt(end)));
    }

    /** How many topics and partitions are waited for. */
    int size() {
        return refused.size() + damaged.size();
    }

    @Override
    public List<String> degradedWithout() {
        Stream<String> topics = refused.keySet().stream().sorted().map(topic -> "permission to read " + topic);
        Stream<String> records = damaged.entrySet().stream()
                .map(record -> record.getKey() + "@" + record.getValue() + " to be readable")
                .sorted();
        return Stream.concat(topics, records).toList();
    }
}
