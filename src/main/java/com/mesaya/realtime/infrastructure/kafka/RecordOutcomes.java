package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.monitor.ConsumerMonitor;
import com.mesaya.realtime.application.topic.DeadLetterFate;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicHandlerRegistry;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.ErrorCode;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each record to its handler, and counts the outcome. A rejected record is stored as a dead letter if a topic for them is
 * configured. Thread-safe.
 */
final class RecordOutcomes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordOutcomes.class);

    private final TopicHandlerRegistry registry;
    private final int maxRecordBytes;
    private final ConsumerMonitor monitor;
    private final @Nullable DeadLetters deadLetters;
    /** Rate-limited, since a faulty producer repeats its error in each record. */
    private final Map<ErrorCode, RateLimitedLog> rejections = new ConcurrentHashMap<>();

    /** @param producers creates the producer of dead letters */
    RecordOutcomes(
            TopicHandlerRegistry registry,
            KafkaSettings settings,
            Supplier<Producer<byte[], byte[]>> producers,
            ConsumerMonitor monitor) {
        this.registry = registry;
        this.maxRecordBytes = settings.maxRecordBytes();
        this.monitor = monitor;
        this.deadLetters = settings.deadLetterTopic().isEmpty()
                ? null
                : new DeadLetters(settings.deadLetterTopic(), producers, monitor, InstantSource.system());
    }

    /** Handles a record. Rejects one that is too large for a message between nodes; it would be resent to its section for ever. */
    CompletionStage<TopicHandler.Outcome> handle(TopicRecord record) {
        return record.value().length > maxRecordBytes
                ? CompletableFuture.completedStage(new TopicHandler.Rejected(ErrorCode.RECORD_TOO_BIG))
                : registry.handle(record);
    }

    /** Counts the outcome; completes when the record may be committed. */
    CompletionStage<Void> conclude(TopicRecord record, TopicHandler.Outcome outcome) {
        String topic = record.topic().base();
        if (outcome instanceof TopicHandler.Routed routed) {
            monitor.recordRouted(topic, routed.outcome());
            return CompletableFuture.completedStage(null);
        }
        if (outcome == TopicHandler.Unroutable.INSTANCE) {
            monitor.recordUnroutable(topic);
            return CompletableFuture.completedStage(null);
        }
        ErrorCode code = ((TopicHandler.Rejected) outcome).code();
        monitor.recordRejected(topic, code);
        rejections
                .computeIfAbsent(code, first -> new RateLimitedLog(LOG, InstantSource.system()))
                .warn(code + ": passing over " + record.origin());
        if (deadLetters == null) {
            monitor.deadLetter(code, DeadLetterFate.UNWANTED);
            return CompletableFuture.completedStage(null);
        }
        return deadLetters.keep(record, code);
    }

    /** Stores the dead letters under way, and releases the producer. */
    @Override
    public void close() {
        if (deadLetters != null) {
            deadLetters.close();
        }
    }
}
