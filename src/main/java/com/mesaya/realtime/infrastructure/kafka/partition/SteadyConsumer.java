package com.mesaya.realtime.infrastructure.kafka.partition;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer that continues to read the other partitions when one can't be read. */
public final class SteadyConsumer extends KafkaConsumer<byte[], byte[]> {

    private final PartitionTroubles troubles;

    public SteadyConsumer(Map<String, Object> properties, PartitionTroubles troubles) {
        super(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.troubles = troubles;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        troubles.prepare(this);
        try {
            return super.poll(timeout);
        } catch (KafkaException failure) {
            if (troubles.deals(this, failure)) {
                return ConsumerRecords.empty();
            }
            throw failure;
        }
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        super.resume(partitions.stream().filter(troubles::mayBeRead).toList());
    }
}
