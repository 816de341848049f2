package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.monitor.DeadLetterMonitor;
import com.mesaya.realtime.application.topic.DeadLetterFate;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores rejected records in a topic of their own: the value unchanged, and in headers the error code and the record's origin. If the
 * topic can't be reached, records are dropped for a while without an attempt, so that bad records never delay good ones. Thread-safe.
 */
final class DeadLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final String topic;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final DeadLetterMonitor monitor;
    private final InstantSource clock;
    private final RateLimitedLog lost;
    /**
     * Runs the sends. The producer blocks its caller while it looks up the topic, and its construction fails without a broker's
     * address.
     */
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "dead-letters");
        thread.setDaemon(true);
        return thread;
    });

    private volatile @Nullable Producer<byte[], byte[]> producer;
    private volatile Instant pausedUntil = Instant.MIN;

    DeadLetters(
            String topic,
            Supplier<Producer<byte[], byte[]>> producers,
            DeadLetterMonitor monitor,
            InstantSource clock) {
        this.topic = topic;
        this.producers = producers;
        this.monitor = monitor;
        this.clock = clock;
        this.lost = new RateLimitedLog(LOG, clock);
    }

    /**
     * Stores a record.
     *
     * @return always completes normally, once the record is stored or has failed, which is logged: one bad record must not stop
     *     the others
     */
    CompletionStage<Void> keep(TopicRecord record, ErrorCode code) {
        var kept = new CompletableFuture<Void>();
        sender.execute(() -> send(record, code, kept));
        return kept;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback reports the same failure
    private void send(TopicRecord record, ErrorCode code, CompletableFuture<Void> kept) {
        if (clock.instant().isBefore(pausedUntil)) {
            monitor.deadLetter(code, DeadLetterFate.LOST);
            kept.complete(null);
            return;
        }
        try {
            Producer<byte[], byte[]> open = producer == null ? producers.get() : producer;
            producer = open;
            open.send(letter(record, code), (metadata, failure) -> {
                if (failure == null) {
                    monitor.deadLetter(code, DeadLetterFate.KEPT);
                } else {
                    failed(failure, record.origin(), code);
                }
                kept.complete(null);
            });
        } catch (RuntimeException failure) {
            failed(failure, record.origin(), code);
            kept.complete(null);
        }
    }

    private void failed(Exception failure, Origin origin, ErrorCode code) {
        monitor.deadLetter(code, DeadLetterFate.LOST);
        lost.error(code + " from " + origin + " can't be stored in " + topic + ": " + failure);
        if (failure instanceof TimeoutException || producer == null) {
            pausedUntil = clock.instant().plus(PAUSE);
            LOG.error(
                    "{} can't be reached; rejected records are dropped without an attempt for {} s",
                    topic,
                    PAUSE.toSeconds());
        }
    }

    private ProducerRecord<byte[], byte[]> letter(TopicRecord record, ErrorCode code) {
        var letter = new ProducerRecord<byte[], byte[]>(topic, record.value());
        Origin origin = record.origin();
        header(letter, "mesaya-error-code", code.name());
        header(letter, "mesaya-topic", origin.topic());
        header(letter, "mesaya-partition", Integer.toString(origin.partition()));
        header(letter, "mesaya-offset", Long.toString(origin.offset()));
        return letter;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        sender.execute(() -> {
            Producer<byte[], byte[]> open = producer;
            if (open != null) {
                open.close();
            }
        });
        sender.shutdown();
    }
}
