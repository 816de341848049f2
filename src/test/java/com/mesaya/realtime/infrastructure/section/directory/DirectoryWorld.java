package com.mesaya.realtime.infrastructure.section.directory;

import static com.mesaya.realtime.domain.Events.NOON;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.DeliveredVersion;
import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.domain.entity.DirectoryState;
import com.mesaya.realtime.domain.entity.Registration;
import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionActor;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.SectionNode;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.handover.MemoryHandover;
import com.mesaya.realtime.infrastructure.section.handover.StateKeeper;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.RegistrarProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.routing.Isolation;
import com.mesaya.realtime.infrastructure.section.simulation.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Where real sections and real buckets of the directory live; between them is a post that delivers in any order. */
final class DirectoryWorld {

    static final Duration MOMENT = Duration.ofMillis(100);

    private static final boolean TRACES = Boolean.getBoolean("simulation.trace");
    private static final int BUCKETS = 2;
    private static final int STATE_BYTES = 100;
    private static final int PATIENCE_SECONDS = 60;
    private static final SectionSettings SETTINGS = new SectionSettings(
            new LogLimits(64, Duration.ofHours(1), 64, 1_000, 1_000_000, Duration.ofHours(1)),
            new BatchLimits(10, 10_000),
            8,
            OverflowPolicy.CONFLATE,
            Duration.ofSeconds(8),
            10,
            Duration.ofSeconds(5),
            10,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            TestSection.HANDOVER);

    /** The sections' way to the buckets. */
    private final class Way implements EntityBuckets {

        @Override
        public boolean tracks(EntityKey entity) {
            return true;
        }

        @Override
        public int bucketOf(EntityKey entity) {
            return Math.floorMod(entity.id().hashCode(), BUCKETS);
        }

        @Override
        public boolean areAwake() {
            return true;
        }

        @Override
        public void tell(int bucket, DirectoryProtocol.Command command) {
            // On its way, and not while the section deals with a message: there no actor can be spawned.
            post.send(() -> send(
                    bucket,
                    command instanceof DirectoryProtocol.Register register ? answeredByPost(register) : command));
        }

        private DirectoryProtocol.Register answeredByPost(DirectoryProtocol.Register register) {
            ActorRef<SectionProtocol.Command> replyTo = byPost(answer -> {
                trace(() -> register.section() + " hears " + answer);
                boolean passedOver = has(DirectoryFlaw.NOTHING_FOLLOWS) && answer instanceof SectionProtocol.Registered;
                register.replyTo().tell(passedOver ? withoutNews((SectionProtocol.Registered) answer) : answer);
            });
            return new DirectoryProtocol.Register(
                    register.section(),
                    register.incarnation(),
                    register.request(),
                    register.entities(),
                    register.age(),
                    replyTo);
        }

        private SectionProtocol.Registered withoutNews(SectionProtocol.Registered answer) {
            Registration registration = answer.registration();
            return new SectionProtocol.Registered(
                    answer.request(),
                    answer.incarnation(),
                    new Registration(List.of(), registration.unknown(), registration.complete()));
        }

        @Override
        public void sectionStarted(SectionId section, ActorRef<SectionProtocol.Command> actor) {}
    }

    private record LookedUp(Instant version, boolean deletion) {

        boolean isNewerThan(Instant other) {
            return version.isAfter(other) || (version.equals(other) && deletion);
        }
    }

    private final Stage stage;
    private final DirectoryFlaw flaw;
    private final Random random;
    private final Post post;
    private final Way way = new Way();
    private final Map<SectionId, ActorRef<SectionProtocol.Command>> sections = new LinkedHashMap<>();
    private final Map<Integer, ActorRef<DirectoryProtocol.Command>> buckets = new HashMap<>();
    private final Map<Integer, Integer> incarnations = new HashMap<>();
    private final MemoryHandover handover = new MemoryHandover(STATE_BYTES);
    private final Stage.Mailbox<ClusterSharding.ShardCommand> shard;
    /** In which incarnation of its bucket each event of an entity was looked up last. */
    private final Map<EntityKey, Map<LookedUp, Integer>> lookUps = new HashMap<>();

    private final BlockingQueue<Runnable> asked = new LinkedBlockingQueue<>();
    private final List<Supplier<DeliveredVersions>> told = new ArrayList<>();
    private final Map<EntityKey, Set<EntityKey>> links = new HashMap<>();

    private final List<ActorRef<?>> mailboxes = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();

    private Instant now = NOON;

    DirectoryWorld(long seed, DirectoryFlaw flaw, Stage stage) {
        this.random = new Random(seed);
        this.flaw = flaw;
        this.stage = stage;
        this.post = new Post(random);
        this.shard = stage.mailbox();
        ActorRef<StateKeeper.Command> keeper = stage.spawn(StateKeeper.create(
                new StateKeeper.Limits(10_000, TestSection.HANDOVER.retention()), () -> now, all -> {}));
        mailboxes.add(keeper);
        handover.add(keeper);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            begin(bucket);
        }
    }

    /** What has happened, with {@code -Dsimulation.trace=true}. */
    List<String> trace() {
        return trace;
    }

    /** Notes what happens. */
    void trace(Supplier<String> what) {
        if (TRACES) {
            trace.add(now + " " + what.get());
        }
    }

    Random random() {
        return random;
    }

    boolean has(DirectoryFlaw one) {
        return flaw == one;
    }

    Instant now() {
        return now;
    }

    Post post() {
        return post;
    }

    /** What this node has told is asked of it when a bucket begins anew. */
    void hears(Supplier<DeliveredVersions> node) {
        told.add(node);
    }

    /** Tells a section at once, which wakes it. */
    void tell(SectionId section, SectionProtocol.Command command) {
        sections.computeIfAbsent(section, this::spawn).tell(command);
    }

    private ActorRef<SectionProtocol.Command> spawn(SectionId section) {
        ActorRef<SectionProtocol.Command> nextIncarnation = byPost(forwarded -> tell(section, forwarded));
        return stage.spawn(SectionActor.create(
                section,
                shard.ref(),
                new SectionNode(
                        SETTINGS,
                        id -> nextIncarnation,
                        Isolation.INSTANCE,
                        way,
                        new SectionCensus(new PrometheusMonitor()),
                        () -> now)));
    }

    /** Tells the bucket that is there when it arrives. */
    void send(int bucket, DirectoryProtocol.Command command) {
        post.send(() -> {
            if (command instanceof DirectoryProtocol.LookUp lookUp) {
                lookUp.changes().forEach(change -> note(bucket, change));
            }
            trace(() -> "bucket " + bucket + ": " + command);
            Objects.requireNonNull(buckets.get(bucket), "all buckets are there").tell(command);
        });
    }

    int bucketOf(EntityKey entity) {
        return way.bucketOf(entity);
    }

    /** Whoever answers does so by post. */
    <T> ActorRef<T> byPost(Consumer<T> reader) {
        ActorRef<T> mailbox = stage.spawn(Behaviors.receiveMessage(answer -> {
            post.send(() -> reader.accept(answer));
            return Behaviors.same();
        }));
        mailboxes.add(mailbox);
        return mailbox;
    }

    /** A node dies: a section's log is gone, or what a bucket knew. */
    void somethingDies() {
        if (random.nextBoolean()) {
            begin(random.nextInt(BUCKETS));
        } else {
            stop(List.copyOf(MovingRestaurant.SECTIONS).get(random.nextInt(MovingRestaurant.SECTIONS.size())));
        }
    }

    /** A bucket moves to another node in an orderly way. */
    void aBucketMoves() {
        int bucket = random.nextInt(BUCKETS);
        Objects.requireNonNull(buckets.get(bucket), "all buckets are there").tell(DirectoryProtocol.Stop.INSTANCE);
        if (has(DirectoryFlaw.MOVES_WITHOUT_SECTIONS)) {
            handover.replaceAll(BucketState.class, DirectoryWorld::withoutSections);
        }
        trace(() -> "bucket " + bucket + " moves");
        spawn(bucket);
    }

    private static BucketState withoutSections(BucketState state) {
        DirectoryState directory = state.directory();
        return new BucketState(
                new DirectoryState(
                        directory.incarnation(),
                        directory.bornAt(),
                        directory.forgottenAt(),
                        directory.tickets(),
                        directory.entities().stream()
                                .map(DirectoryWorld::withoutSections)
                                .toList()),
                List.of());
    }

    private static DirectoryState.Known withoutSections(DirectoryState.Known known) {
        return new DirectoryState.Known(
                known.entity(),
                known.remembered(),
                List.of(),
                known.newest(),
                known.version(),
                known.order(),
                known.shownVersion(),
                known.shownOrder(),
                known.deleted(),
                known.lookedUpAt(),
                known.knownSince());
    }

    void timePasses() {
        for (Runnable request = asked.poll(); request != null; request = asked.poll()) {
            request.run();
        }
        post.deliverSome();
        now = now.plus(MOMENT);
        stage.timePasses(MOMENT);
        for (ClusterSharding.ShardCommand asked : shard.take()) {
            List.copyOf(sections.keySet()).stream()
                    .filter(section -> asked.equals(new ClusterSharding.Passivate<>(sections.get(section))))
                    .forEach(this::stop);
        }
    }

    /** Whether something newer had been looked up by an incarnation of the bucket that was lost before this was. */
    boolean wasForgotten(EntityKey entity, Instant version) {
        Map<LookedUp, Integer> known = lookUps.getOrDefault(entity, Map.of());
        Integer incarnation = known.get(new LookedUp(version, false));
        return incarnation != null
                && known.entrySet().stream()
                        .anyMatch(other -> other.getKey().isNewerThan(version) && other.getValue() < incarnation);
    }

    /** Whether that is so of a link that showed the object. */
    boolean forgotALinkOf(EntityKey object) {
        return links.getOrDefault(object, Set.of()).stream()
                .anyMatch(link -> lookUps.getOrDefault(link, Map.of()).keySet().stream()
                        .anyMatch(known -> wasForgotten(link, known.version())));
    }

    void end() {
        List.copyOf(sections.keySet()).forEach(this::stop);
        buckets.keySet().forEach(this::stop);
        mailboxes.forEach(stage::stop);
    }

    private void note(int bucket, EntityChange change) {
        if (change.shows() != null) {
            links.computeIfAbsent(change.shows(), object -> new HashSet<>()).add(change.entity());
        }
        Instant version = change.version();
        if (version != null) {
            lookUps.computeIfAbsent(change.entity(), entity -> new HashMap<>())
                    .put(
                            new LookedUp(version, change.nature() == EventNature.DELETION),
                            incarnations.getOrDefault(bucket, 0));
        }
    }

    private void stop(SectionId section) {
        ActorRef<SectionProtocol.Command> actor = sections.remove(section);
        if (actor != null) {
            actor.tell(SectionProtocol.Stop.INSTANCE);
            trace(() -> section + " ends");
        }
    }

    private void stop(int bucket) {
        ActorRef<DirectoryProtocol.Command> actor = buckets.get(bucket);
        if (actor != null) {
            stage.stop(actor);
        }
    }

    /** A new incarnation of a bucket, which knows nothing. */
    private void begin(int bucket) {
        stop(bucket);
        incarnations.merge(bucket, 1, Integer::sum);
        trace(() -> "bucket " + bucket + " begins anew");
        spawn(bucket);
        askedOnceMore().run();
    }

    private void spawn(int bucket) {
        ActorRef<RegistrarProtocol.Command> registrar =
                stage.spawn(Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
                    asked.add(() -> askSections((RegistrarProtocol.RegisterAll) message, context.getSelf()));
                    return Behaviors.same();
                })));
        buckets.put(
                bucket,
                stage.spawn(DirectoryActor.create(
                        bucket,
                        new DirectoryNode(
                                new DirectoryLimits(100, 100_000, Duration.ofHours(1)),
                                () -> new RollCall.Registrars(Set.of(registrar), 1),
                                Duration.ofMinutes(10),
                                handover,
                                TestSection.HANDOVER,
                                () -> now))));
    }

    /** An actor begins on another thread, and it is there that a bucket first asks what is shown. */
    private Runnable askedOnceMore() {
        try {
            return Objects.requireNonNull(asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "it asks");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void askSections(RegistrarProtocol.RegisterAll message, ActorRef<RegistrarProtocol.Command> registrar) {
        // In an order that is the same in every run.
        List<SectionId> awake =
                has(DirectoryFlaw.NO_SECTION_REGISTERS_ANEW) ? List.of() : List.copyOf(sections.keySet());
        awake.forEach(
                section -> tell(section, new SectionProtocol.RegisterAll(message.bucket(), message.incarnation())));
        List<DeliveredVersion> versions = told.stream()
                .flatMap(node -> node.get().of(entity -> bucketOf(entity) == message.bucket()).stream())
                .toList();
        post.send(() ->
                message.replyTo().tell(new DirectoryProtocol.NodeSections(registrar, Set.copyOf(awake), versions)));
    }
}
