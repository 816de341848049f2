package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.domain.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/** Asks Kafka which partitions there are to read. Thread-safe. */
final class TopicPartitions implements AutoCloseable {

    private final Supplier<Admin> admins;
    private final Executor blocking;
    private final Pattern topics;
    private @Nullable Admin admin;
    private boolean closed;

    /** @param blocking where a client may be made, which looks brokers' names up */
    TopicPartitions(Supplier<Admin> admins, Executor blocking, Pattern topics) {
        this.admins = admins;
        this.blocking = blocking;
        this.topics = topics;
    }

    /** All partitions of the topics that are read; fails if Kafka doesn't tell. */
    CompletionStage<Set<Origin.Partition>> list() {
        return CompletableFuture.supplyAsync(this::open, blocking)
                .thenCompose(client -> client.listTopics()
                        .names()
                        .toCompletionStage()
                        .thenCompose(names -> client.describeTopics(names.stream()
                                        .filter(name -> topics.matcher(name).matches())
                                        .toList())
                                .allTopicNames()
                                .toCompletionStage()))
                .thenApply(TopicPartitions::partitions);
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
