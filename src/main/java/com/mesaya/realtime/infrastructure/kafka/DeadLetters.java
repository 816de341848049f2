package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.TopicRecord;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records that nobody could be told of in a topic of their own: the value as it came, and in headers the code
 * and where it stood. Thread-safe.
 */
final class DeadLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int MAX_BLOCK_MS = 5_000;
    private static final int DELIVERY_TIMEOUT_MS = 10_000;

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    /** The producer blocks its caller while it looks for the topic. */
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "dead-letters");
        thread.setDaemon(true);
        return thread;
    });

    DeadLetters(String brokers, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MAX_BLOCK_MS,
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Keeps a record.
     *
     * @return completes normally once it is kept or can't be, which is logged: one bad record must not stop the others
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells the same
    CompletionStage<Void> keep(TopicRecord record, ErrorCode code) {
        var kept = new CompletableFuture<Void>();
        sender.execute(() -> {
            try {
                producer.send(letter(record, code), (metadata, failure) -> {
                    logFailure(failure, record.origin(), code);
                    kept.complete(null);
                });
            } catch (RuntimeException failure) {
                logFailure(failure, record.origin(), code);
                kept.complete(null);
            }
        });
        return kept;
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

    private void logFailure(Exception failure, Origin origin, ErrorCode code) {
        if (failure != null) {
            LOG.error("{} from {} can't be kept in {}: {}", code, origin, topic, failure.toString());
        }
    }

    @Override
    public void close() {
        sender.shutdown();
        producer.close();
    }
}
