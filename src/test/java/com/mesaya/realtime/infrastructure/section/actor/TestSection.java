package com.mesaya.realtime.infrastructure.section.actor;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.SECTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.routing.Isolation;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** A section of its own for each test, with a clock to turn, and a way to make it fail. */
public final class TestSection {

    public static final Duration LINGER = Duration.ofMinutes(2);
    public static final Duration RESUME_MAX_AGE = Duration.ofMinutes(5);
    static final Duration POLL_TIMEOUT = Duration.ofSeconds(15);
    public static final Duration LEASE = POLL_TIMEOUT.multipliedBy(8);
    public static final Duration MOMENT = Duration.ofMillis(1);
    public static final int MAX_RESUMABLE = 3;
    public static final SectionSettings.HandoverLimits HANDOVER =
            new SectionSettings.HandoverLimits(1_000_000, 10_000_000, RESUME_MAX_AGE, Duration.ofSeconds(3));
    public static final Map<EntityKey, Instant> VERSIONS = Map.of(new EntityKey("table", "1"), NOON.plusMillis(5));

    private final ManualTime time;
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicReference<Runnable> sabotage = new AtomicReference<>(() -> {});
    private final InstantSource clock = () -> {
        sabotage.getAndSet(() -> {}).run();
        return now.get();
    };
    public final TestProbe<ClusterSharding.ShardCommand> shard;
    private final TestProbe<SectionProtocol.Appended> outcomes;
    private final TestProbe<SectionProtocol.Subscribed> places;
    private final TestProbe<SectionProtocol.Resumed> resumptions;
    public final TestProbe<SectionProtocol.Shown> shown;
    public final TestProbe<Fetched> answers;
    public final TestProbe<SectionProtocol.Command> nextIncarnation;
    public final UUID subscriber = UUID.randomUUID();
    public final ActorRef<SectionProtocol.Command> actor;
    final PrometheusMonitor monitor = new PrometheusMonitor();
    final SectionCensus census = new SectionCensus(monitor);

    /** Whose messages are all serialized, as between nodes. */
    public static ActorTestKit testKit() {
        return testKit("pekko.actor.serialize-messages = on");
    }

    public static ActorTestKit testKit(String config) {
        return ActorTestKit.create(
                "sections",
                ManualTime.config()
                        .withFallback(ConfigFactory.parseString("pekko.actor.provider = local\n" + config))
                        .withFallback(ConfigFactory.load()));
    }

    public TestSection(ActorTestKit testKit, OverflowPolicy policy) {
        this(testKit, policy, Isolation.INSTANCE);
    }

    public TestSection(ActorTestKit testKit, OverflowPolicy policy, EntityBuckets buckets) {
        time = ManualTime.get(testKit.system());
        shard = testKit.createTestProbe();
        outcomes = testKit.createTestProbe();
        places = testKit.createTestProbe();
        resumptions = testKit.createTestProbe();
        shown = testKit.createTestProbe();
        answers = testKit.createTestProbe();
        nextIncarnation = testKit.createTestProbe();
        SectionSettings settings = settings(policy);
        var node =
                new SectionNode(settings, section -> nextIncarnation.ref(), Isolation.INSTANCE, buckets, census, clock);
        actor = testKit.spawn(SectionActor.create(SECTION, shard.ref(), node));
    }

    public void tell(SectionProtocol.Command command) {
        actor.tell(command);
    }

    public static SectionSettings settings(OverflowPolicy policy) {
        return settings(policy, Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    public static SectionSettings settings(OverflowPolicy policy, Duration askTimeout, Duration giveUpAfter) {
        return new SectionSettings(
                new LogLimits(10, RESUME_MAX_AGE.plusMinutes(1), 10, 100, 100_000, Duration.ofHours(1)),
                new BatchLimits(10, 10_000),
                2,
                policy,
                LINGER,
                1,
                RESUME_MAX_AGE,
                MAX_RESUMABLE,
                POLL_TIMEOUT,
                askTimeout,
                giveUpAfter,
                HANDOVER);
    }

    public SectionProtocol.Subscribed subscribe(UUID who) {
        actor.tell(new SectionProtocol.Subscribe(who, places.ref()));
        return places.receiveMessage();
    }

    /** Subscribes, and shows a snapshot after which it may come back. */
    public Cursor join(UUID who) {
        return join(who, VERSIONS);
    }

    Cursor join(UUID who, Map<EntityKey, Instant> versions) {
        Cursor start = subscribe(who).start();
        show(who, versions);
        assertThat(shown.receiveMessage().complete()).isTrue();
        return start;
    }

    /** The answer comes to {@link #shown}. */
    public void show(UUID who, Map<EntityKey, Instant> versions) {
        actor.tell(new SectionProtocol.Show(who, versions, Map.of(), Duration.ZERO, true, shown.ref()));
    }

    public AppendOutcome append(Events event) {
        return answerTo(event).outcome().orElseThrow();
    }

    SectionProtocol.Result answerTo(Events event) {
        assertThat(event.event().section()).isEqualTo(SECTION);
        actor.tell(Appends.of(event.event(), outcomes.ref()));
        return Appends.result(outcomes.receiveMessage());
    }

    /** The event names no section, and the directory takes this one for one that shows its entity. */
    AppendOutcome appendIfShown(Events event) {
        actor.tell(Appends.of(new SectionProtocol.Incoming(event.event(), true, 1), outcomes.ref()));
        return Appends.result(outcomes.receiveMessage()).outcome().orElseThrow();
    }

    public Fetched fetch(Cursor cursor) {
        return fetch(cursor, false);
    }

    public Fetched fetch(Cursor cursor, boolean catchesUp) {
        actor.tell(new SectionProtocol.Fetch(cursor, catchesUp, answers.ref()));
        return answers.receiveMessage();
    }

    public Optional<Map<EntityKey, Instant>> resume(UUID former, Cursor cursor) {
        var point = new ResumePoint(former, cursor);
        actor.tell(new SectionProtocol.Resume(UUID.randomUUID(), point, resumptions.ref()));
        return resumptions.receiveMessage().versions();
    }

    /** Makes the section fail over a message that nobody waits for, once it has dealt with those before. */
    public void fail() {
        subscribe(UUID.randomUUID());
        failNextWith(new IllegalStateException("this section is to fail"));
        actor.tell(new SectionProtocol.Unsubscribe(UUID.randomUUID(), false));
    }

    /** Makes the section throw at the next message. */
    void failNextWith(Throwable failure) {
        sabotage.set(() -> TestSection.<RuntimeException>doThrow(failure));
    }

    /** Makes the section throw at the next message and at each start after it. */
    void failForever() {
        sabotage.set(() -> {
            failForever();
            throw new IllegalStateException("this section is to fail at each start");
        });
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void doThrow(Throwable failure) throws T {
        throw (T) failure;
    }

    /** In steps small enough for every tick; what the actor is to do about it is done when it answers again. */
    public void pass(Duration duration) {
        Duration step = LINGER.dividedBy(4);
        Duration left = duration;
        while (left.compareTo(Duration.ZERO) > 0) {
            Duration next = left.compareTo(step) < 0 ? left : step;
            now.updateAndGet(moment -> moment.plus(next));
            time.timePasses(next);
            left = left.minus(next);
        }
    }
}
