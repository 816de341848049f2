package com.mesaya.realtime.infrastructure.kafka.partition;

import com.mesaya.realtime.domain.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Asks Kafka which partitions exist. Thread-safe. */
public final class TopicPartitions implements AutoCloseable {

    private final Supplier<Admin> admins;
    private final Executor blocking;
    private final Pattern topics;
    private final BiConsumer<String, Uuid> recreated;
    private final Map<String, Uuid> ids = new ConcurrentHashMap<>();
    private @Nullable Admin admin;
    private boolean closed;

    /**
     * @param blocking runs the creation of a client, which looks up brokers' names
     * @param recreated gets the name and the new id of a topic that was deleted and created anew
     */
    public TopicPartitions(
            Supplier<Admin> admins, Executor blocking, Pattern topics, BiConsumer<String, Uuid> recreated) {
        this.admins = admins;
        this.blocking = blocking;
        this.topics = topics;
        this.recreated = recreated;
    }

    /** Returns all partitions of the topics that are read; fails if Kafka doesn't answer. */
    public CompletionStage<Set<Origin.Partition>> list() {
        return CompletableFuture.supplyAsync(this::open, blocking)
                .thenCompose(client -> client.listTopics()
                        .names()
                        .toCompletionStage()
                        .thenCompose(names -> client.describeTopics(names.stream()
                                        .filter(name -> topics.matcher(name).matches())
                                        .toList())
                                .allTopicNames()
                                .toCompletionStage()))
                .thenApply(described -> {
                    described.values().forEach(this::compare);
                    return partitions(described);
                });
    }

    /** Returns the id of the topic with this name at the last request to Kafka. */
    public Optional<Uuid> id(String topic) {
        return Optional.ofNullable(ids.get(topic));
    }

    private void compare(TopicDescription topic) {
        Uuid before = ids.put(topic.name(), topic.topicId());
        if (before != null && !before.equals(topic.topicId())) {
            recreated.accept(topic.name(), topic.topicId());
        }
    }

    private static Set<Origin.Partition> partitions(Map<String, TopicDescription> described) {
        return described.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new Origin.Partition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
    }

    private synchronized Admin open() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        Admin open = admin == null ? admins.get() : admin;
        admin = open;
        return open;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
