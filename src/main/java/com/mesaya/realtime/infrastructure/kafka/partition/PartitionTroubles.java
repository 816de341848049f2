package com.mesaya.realtime.infrastructure.kafka.partition;

import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.application.topic.StreamHole.Cause;
import com.mesaya.realtime.application.topic.StreamHoles;
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
 * Handles failures of single partitions, while the consumer reads the others: a topic without permission is tried again from time to
 * time; damaged records are skipped; and after missing records, reading continues with the first existing one. Methods with a consumer
 * run in the consumer's own thread; the others are thread-safe.
 */
public final class PartitionTroubles implements ReadinessCheck {

    /** Finds the first readable offset of a partition at or after another offset. */
    public interface Search {
        CompletionStage<Long> firstReadable(TopicPartition partition, long from);
    }

    /** The time after which a topic without permission is tried again. */
    static final Duration REFUSED_FOR = Duration.ofSeconds(10);

    /** The maximum time of such an attempt. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** The time limit for a partition's position, which is known unless its leader has just changed. */
    private static final Duration POSITION_PATIENCE = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(PartitionTroubles.class);

    /** A jump of a partition's position, valid if the position is still {@code from}. */
    private record Step(TopicPartition partition, long from, long to) {}

    private final boolean startsAtEnd;
    private final Search search;
    private final StreamHoles report;
    private final InstantSource clock;
    private final RateLimitedLog refusals;
    /** Topics without permission, with the time of their next attempt. */
    private final Map<String, Instant> refused = new ConcurrentHashMap<>();
    /** Partitions with damaged records, and the offset of the first one. */
    private final Map<TopicPartition, Long> damaged = new ConcurrentHashMap<>();

    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final Set<String> recreated = ConcurrentHashMap.newKeySet();

    /** @param startsAtEnd whether a partition whose end was lost is read from the next record written */
    public PartitionTroubles(boolean startsAtEnd, Search search, StreamHoles report, InstantSource clock) {
        this.startsAtEnd = startsAtEnd;
        this.search = search;
        this.report = report;
        this.clock = clock;
        this.refusals = new RateLimitedLog(LOG, clock);
    }

    /** Returns whether it makes sense to fetch from the partition now. */
    boolean mayBeRead(TopicPartition partition) {
        Instant nextTry = refused.isEmpty() ? null : refused.get(partition.topic());
        return !damaged.containsKey(partition)
                && (nextTry == null || !clock.instant().isBefore(nextTry));
    }

    /** Handles a topic that was deleted and created anew. */
    public void recreated(String topic) {
        recreated.add(topic);
    }

    /** Prepares the consumer for its next poll. */
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
                // Seeks even if no record is skipped: the fetched data may have been damaged in transit.
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

    /** Handles the failure of a poll if it is the failure of single partitions, and returns whether it was. */
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
            refusals.warn(
                    partition.topic() + ": this service lacks the permission to read it; it reads the other topics");
        });
        return !unread.isEmpty();
    }

    private void lookInto(TopicPartition partition, long from, KafkaException failure) {
        if (damaged.putIfAbsent(partition, from) != null) {
            return;
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        LOG.error("{}@{} can't be read ({}); looking for the next readable record", partition, from, cause.toString());
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

    /** Returns the partition in a failure's message, the only place in which Kafka names it. */
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

    /** Returns the number of topics and partitions that wait. */
    public int size() {
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
