package com.mesaya.realtime.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in this process, on the loopback address, with its data in a directory that is deleted when the broker is
 * closed. It can be stopped and restarted meanwhile. Not thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String CONTROLLER = "CONTROLLER";
    private static final int START_ATTEMPTS = 3;

    private final Path directory;
    private final String brokers;
    private final Map<String, String> properties;
    /** Null while it is stopped. */
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(Path directory, String brokers, Map<String, String> properties) {
        this.directory = directory;
        this.brokers = brokers;
        this.properties = properties;
        this.server = startServer(properties);
    }

    /** Starts a broker on a free port. */
    public static EmbeddedKafka start() {
        return start(Map.of());
    }

    /** Starts a broker with additional properties. */
    public static EmbeddedKafka start(Map<String, String> more) {
        RuntimeException failure = new IllegalStateException("no attempt was made");
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            try {
                return start(LoopbackPorts.free(), LoopbackPorts.free(), more);
            } catch (RuntimeException portTaken) {
                failure = portTaken;
            }
        }
        throw failure;
    }

    /** Returns the broker's address: {@code host:port}. */
    public String brokers() {
        return brokers;
    }

    /** Creates topics with three partitions each, as the main API's have. */
    public void createTopics(Collection<String> names) {
        try (Admin admin = Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            admin.createTopics(names.stream()
                            .map(name -> new NewTopic(name, Optional.of(3), Optional.of((short) 1)))
                            .toList())
                    .all()
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Stops the broker, which keeps its data. Has no effect if it is stopped. */
    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Restarts the broker with the same port and data; stops it first if it runs. */
    public void restart() {
        stop();
        server = startServer(properties);
    }

    @Override
    public void close() {
        stop();
        delete(directory);
    }

    private static EmbeddedKafka start(int brokerPort, int controllerPort, Map<String, String> more) {
        Path directory = newDirectory();
        try {
            format(directory);
            var properties = new HashMap<>(properties(directory, brokerPort, controllerPort));
            properties.putAll(more);
            return new EmbeddedKafka(directory, "127.0.0.1:" + brokerPort, Map.copyOf(properties));
        } catch (RuntimeException failure) {
            delete(directory);
            throw failure;
        }
    }

    private static KafkaRaftServer startServer(Map<String, String> properties) {
        var server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException failure) {
            server.shutdown();
            throw failure;
        }
    }

    private static Map<String, String> properties(Path directory, int brokerPort, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + brokerPort + "," + CONTROLLER + "://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + brokerPort),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152"));
    }

    private static void format(Path directory) {
        try (var silent = new PrintStream(PrintStream.nullOutputStream())) {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName(CONTROLLER)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setPrintStream(silent)
                    .run();
        } catch (Exception failure) {
            throw new IllegalStateException("the broker's directory can't be formatted", failure);
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("mesaya-kafka");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
