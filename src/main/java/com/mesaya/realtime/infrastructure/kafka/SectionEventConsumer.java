package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.monitor.ConsumerMonitor;
import com.mesaya.realtime.application.operations.PartitionBoard;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.application.topic.StreamHoles;
import com.mesaya.realtime.application.topic.TopicHandlerRegistry;
import com.mesaya.realtime.application.topic.TopicName;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.infrastructure.kafka.partition.AssignedPartitions;
import com.mesaya.realtime.infrastructure.kafka.partition.FailingRecords;
import com.mesaya.realtime.infrastructure.kafka.partition.InFlightRoom;
import com.mesaya.realtime.infrastructure.kafka.partition.PartitionCoverage;
import com.mesaya.realtime.infrastructure.kafka.partition.PartitionTroubles;
import com.mesaya.realtime.infrastructure.kafka.partition.ReadableOffsets;
import com.mesaya.realtime.infrastructure.kafka.partition.RecordsInFlight;
import com.mesaya.realtime.infrastructure.kafka.partition.TopicPartitions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.kafka.CommitterSettings;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
import org.apache.pekko.kafka.ConsumerMessage.CommittableOffset;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.Subscriptions;
import org.apache.pekko.kafka.javadsl.Committer;
import org.apache.pekko.kafka.javadsl.Consumer;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics and passes each record to its handler. A record's offset is committed only after its section's log has
 * accepted or refused it, or after it was stored as a dead letter.
 *
 * <pre>
 * topics ─▶ handle (in order, some at once) ─┬─ routed ─────────────────┬─▶ commit
 *                                            └─ rejected ─▶ dead letter ┘
 * </pre>
 */
public final class SectionEventConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(SectionEventConsumer.class);
    private static final double BACKOFF_JITTER = 0.2;

    private final ActorSystem<?> system;
    private final KafkaSettings settings;
    private final ConsumerSettings<byte[], byte[]> consumerSettings;
    private final TopicHandlerRegistry registry;
    private final ConsumerMonitor monitor;
    private final RecordOutcomes outcomes;
    private final AssignedPartitions assigned;
    private final TopicPartitions partitions;
    private final PartitionCoverage coverage;
    private final KafkaConnection connection;
    private final Cancellable checks;
    private final StreamHoles holes;
    private final PartitionTroubles troubles;
    private final RecordsInFlight inFlight;
    private final FailingRecords failing;
    private final TopicRecords records = new TopicRecords();

    private volatile Consumer.Control control = Consumer.createNoopControl();
    private final UniqueKillSwitch killSwitch;
    private final CompletionStage<Done> finished;

    /** Starts to read, and continues after all failures until {@link #stop()}. */
    public SectionEventConsumer(
            ActorSystem<?> system,
            KafkaSettings settings,
            TopicHandlerRegistry registry,
            PartitionBoard board,
            StreamHoles holes,
            ConsumerMonitor monitor) {
        this.system = system;
        this.settings = settings;
        this.holes = holes;
        this.inFlight = new RecordsInFlight(settings.stuckAfter(), settings.giveUpAfter(), System::nanoTime);
        this.failing = new FailingRecords(settings.giveUpAfter(), System::nanoTime);
        var clients = new KafkaClients(system, settings);
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        this.troubles = new PartitionTroubles(
                settings.startsAtEnd(),
                new ReadableOffsets(clients::searchingConsumer, blocking),
                this::found,
                InstantSource.system());
        this.consumerSettings = clients.consumer(troubles);
        this.registry = registry;
        this.monitor = monitor;
        this.outcomes = new RecordOutcomes(registry, settings, clients::deadLetterProducer, monitor);
        this.connection = new KafkaConnection(() -> InPlace.of(control.getMetrics()), monitor, InstantSource.system());
        this.assigned = new AssignedPartitions(board, settings.startsAtEnd());
        this.partitions =
                new TopicPartitions(clients::admin, blocking, Pattern.compile(topicPattern()), this::readAnew);
        this.coverage = new PartitionCoverage(
                board, partitions::list, connection::isAnswering, settings.coverageGrace(), InstantSource.system());
        this.checks = system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        KafkaConnection.INTERVAL,
                        () -> {
                            inFlight.giveUp();
                            connection.check();
                            coverage.check();
                        },
                        system.executionContext());
        var restarts = RestartSettings.create(settings.restartBackoff(), settings.maxRestartBackoff(), BACKOFF_JITTER);
        var running = RestartSource.onFailuresWithBackoff(restarts, this::commits)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(Sink.ignore(), Keep.both())
                .run(system);
        this.killSwitch = running.first();
        this.finished = InPlace.of(running.second());
    }

    /** Returns the checks of whether this node reads its partitions. */
    public List<ReadinessCheck> readiness() {
        return List.of(coverage, connection, troubles, inFlight);
    }

    /** Returns the age of the oldest record in flight; zero if there is none. */
    public Duration oldestInFlight() {
        return inFlight.oldest();
    }

    /** Returns the number of topics without permission, and of partitions whose damaged records are not yet skipped. */
    public int troubles() {
        return troubles.size();
    }

    /** Returns a stage that completes, or fails, when the consumer has stopped; it should never stop by itself. */
    public CompletionStage<Done> whenFinished() {
        return finished;
    }

    /** Stops reading, waits for the records in flight, and commits them. */
    public CompletionStage<Done> stop() {
        checks.cancel();
        partitions.close();
        Consumer.Control current = control;
        if (InPlace.of(current.isShutdown()).toCompletableFuture().isDone()) {
            killSwitch.shutdown();
        }
        return InPlace.of(current.drainAndShutdown(finished, system.executionContext()))
                .whenComplete((done, failure) -> outcomes.close());
    }

    private Source<Done, ?> commits() {
        var room = new InFlightRoom(settings.maxInFlightBytes(), settings.maxInFlight(), System::nanoTime);
        var topics = Subscriptions.topicPattern(topicPattern()).withPartitionAssignmentHandler(assigned);
        return Consumer.committableSource(consumerSettings, topics)
                .mapMaterializedValue(started -> {
                    control = started;
                    return started;
                })
                .mapAsync(1, message -> room.enter(sizeOf(message.record())).thenApply(entered -> message))
                .mapAsync(
                        settings.maxInFlight(),
                        message ->
                                handle(message).whenComplete((done, failure) -> room.leave(sizeOf(message.record()))))
                .via(Committer.flow(CommitterSettings.create(system)));
    }

    /**
     * Handles a hole. A partition that ends before the committed offset may belong to a topic that was created anew, which counts as
     * one hole.
     */
    private void found(StreamHole hole) {
        if (hole.cause() != StreamHole.Cause.TRUNCATED) {
            report(hole);
            return;
        }
        Optional<Uuid> before = partitions.id(hole.topic());
        partitions.list().whenComplete((listed, failure) -> {
            if (before.isEmpty() || before.equals(partitions.id(hole.topic()))) {
                report(hole);
            }
        });
    }

    /** Reports all missing records; Kafka's client would continue silently. */
    private void report(StreamHole hole) {
        LOG.warn("Records are missing ({}): {}; all viewers take a new snapshot", hole.cause(), hole.name());
        monitor.streamHole(TopicName.parse(hole.topic()).base(), hole.cause());
        holes.found(hole);
    }

    private void readAnew(String topic, Uuid id) {
        report(new StreamHole(topic, topic + " " + id, StreamHole.Cause.RECREATED));
        troubles.recreated(topic);
    }

    private String topicPattern() {
        return registry.topics().stream()
                .sorted()
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(", ")(" + TopicName.VERSION_SUFFIX + ")?"));
    }

    private CompletionStage<CommittableOffset> handle(CommittableMessage<byte[], byte[]> message) {
        ConsumerRecord<byte[], byte[]> kafka = message.record();
        long readNanos = System.nanoTime();
        TopicRecord record = records.of(kafka);
        Origin origin = record.origin();
        return inFlight.follow(
                origin,
                () -> failing.bound(origin, outcomes.handle(record)),
                outcome -> outcomes.conclude(record, outcome).thenApply(done -> {
                    monitor.recordHandled(Duration.ofNanos(System.nanoTime() - readNanos));
                    return message.committableOffset();
                }));
    }

    private static int sizeOf(ConsumerRecord<byte[], byte[]> kafka) {
        return Math.max(0, kafka.serializedValueSize());
    }
}
