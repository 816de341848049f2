package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.infrastructure.kafka.partition.PartitionTroubles;
import com.mesaya.realtime.infrastructure.kafka.partition.SteadyConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.ProducerSettings;

/** Creates Kafka's clients, all with the connection settings of the configuration. Thread-safe. */
final class KafkaClients {

    private static final String NO_RESET = "none";

    private final ActorSystem<?> system;
    private final KafkaSettings settings;

    KafkaClients(ActorSystem<?> system, KafkaSettings settings) {
        this.system = system;
        this.settings = settings;
    }

    /** Returns the settings of the group's consumer, which passes its errors to {@code troubles}. */
    ConsumerSettings<byte[], byte[]> consumer(PartitionTroubles troubles) {
        return consumer().withConsumerFactory(client -> new SteadyConsumer(client.getProperties(), troubles));
    }

    private ConsumerSettings<byte[], byte[]> consumer() {
        return ConsumerSettings.create(system, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .withBootstrapServers(settings.brokers())
                .withGroupId(settings.groupId())
                .withProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, NO_RESET);
    }

    /** Creates a consumer that reads single partitions, in small fetches. */
    KafkaConsumer<byte[], byte[]> searchingConsumer() {
        Map<String, Object> properties = new HashMap<>(consumer().getProperties());
        properties.keySet().removeAll(Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "search-" + UUID.randomUUID());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Producer<byte[], byte[]> deadLetterProducer() {
        return ProducerSettings.create(system, new ByteArraySerializer(), new ByteArraySerializer())
                .withBootstrapServers(settings.brokers())
                .createKafkaProducer();
    }

    /** Creates an admin client with the consumer's connection settings. */
    Admin admin() {
        var client = new HashMap<String, Object>();
        system.settings()
                .config()
                .getConfig("pekko.kafka.consumer.kafka-clients")
                .entrySet()
                .forEach(setting ->
                        client.put(setting.getKey(), setting.getValue().unwrapped()));
        client.keySet().retainAll(AdminClientConfig.configNames());
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        return Admin.create(client);
    }
}
