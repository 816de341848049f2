package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.application.topic.StreamHoles;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.DirectorySettings;
import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.handover.ClusterHandover;
import com.mesaya.realtime.infrastructure.section.handover.Handover;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.RegistrarProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the directory of entities, wherever in the cluster its buckets live. Thread-safe. */
public final class ShardedDirectory implements EntityBuckets, ReadinessCheck, StreamHoles {

    private static final Logger LOG = LoggerFactory.getLogger(ShardedDirectory.class);

    private static final Duration WAKE_INTERVAL = Duration.ofSeconds(1);

    /** The number of times a hole is reported: a message may get lost, and a new node may not be known yet. */
    private static final int HOLE_TOLD = 10;

    private final ClusterSharding sharding;
    private final Cluster cluster;
    private final DirectorySettings settings;
    private final ActorRef<RegistrarProtocol.Command> registrar;
    private final DeliveredVersions delivered;
    private final RateLimitedLog unanswered = new RateLimitedLog(LOG, InstantSource.system());
    private final AwakeBuckets awake;
    /** Each with the number of reports that are still to be sent. */
    private final Map<StreamHole, Integer> holes = new ConcurrentHashMap<>();

    private final Handover handover;

    private volatile Set<ActorRef<RegistrarProtocol.Command>> registrars = Set.of();

    /** Starts this node's share of the directory. */
    public ShardedDirectory(ActorSystem<?> system, DirectorySettings settings, SectionSettings sections) {
        this(system, settings, sections, InstantSource.system());
    }

    ShardedDirectory(ActorSystem<?> system, DirectorySettings settings, SectionSettings sections, InstantSource clock) {
        this.sharding = ClusterSharding.get(system);
        this.cluster = Cluster.get(system);
        this.settings = settings;
        this.awake = new AwakeBuckets(settings.buckets());
        this.delivered = new DeliveredVersions(settings.maxEntities());
        this.registrar = system.systemActorOf(
                SectionRegistrar.create(
                        bucket -> delivered.of(entity -> bucketOf(entity) == bucket), all -> registrars = all),
                "section-registrar",
                Props.empty());
        this.handover = new ClusterHandover(system, sections.handover(), clock);
        var node = new DirectoryNode(
                settings.limits(), this::registrars, settings.patience(), handover, sections.handover(), clock);
        sharding.init(Entity.of(
                        DirectoryActor.TYPE_KEY,
                        entity -> DirectoryActor.create(Integer.parseInt(entity.getEntityId()), node))
                .withStopMessage(DirectoryProtocol.Stop.INSTANCE));
        ActorRef<DirectoryProtocol.Awake> answers =
                NodeActors.receiver(system, "awake-buckets", answer -> awake.add(answer.bucket()));
        Cancellable waking = system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        WAKE_INTERVAL,
                        () -> {
                            wake(answers);
                            holes.keySet().forEach(this::tell);
                        },
                        system.executionContext());
        // Whatever is sent to buckets that are on their way to other nodes holds this node's end up.
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeClusterShutdown(), "let-buckets-sleep", () -> {
                    waking.cancel();
                    return CompletableFuture.completedStage(Done.done());
                });
    }

    /** The way of states to other nodes: one for buckets and sections. */
    public Handover handover() {
        return handover;
    }

    @Override
    public List<String> waitsFor() {
        return awake.wereAwake() ? List.of() : List.of("the directory of entities");
    }

    @Override
    public boolean areAwake() {
        return awake.silent().isEmpty();
    }

    @Override
    public boolean tracks(EntityKey entity) {
        return !settings.untracked().contains(entity.kind());
    }

    @Override
    public int bucketOf(EntityKey entity) {
        return bucketOf(entity, settings.buckets());
    }

    /** Returns the same bucket on each node: Java specifies how a string is hashed. */
    static int bucketOf(EntityKey entity, int buckets) {
        return Math.floorMod(31 * entity.kind().hashCode() + entity.id().hashCode(), buckets);
    }

    @Override
    public void tell(int bucket, DirectoryProtocol.Command command) {
        bucket(bucket).tell(command);
    }

    @Override
    public void sectionStarted(SectionId section, ActorRef<SectionProtocol.Command> actor) {
        registrar.tell(new RegistrarProtocol.Awake(section, actor));
    }

    @Override
    public void found(StreamHole hole) {
        holes.put(hole, HOLE_TOLD);
        tell(hole);
    }

    private void tell(StreamHole hole) {
        var missed = new RegistrarProtocol.Missed(hole.name(), hole.cause().reusesOffsets() ? hole.topic() : null);
        registrars.forEach(registrar -> registrar.tell(missed));
        holes.computeIfPresent(hole, (reported, left) -> left == 1 ? null : left - 1);
    }

    /** All sections that the change concerns have appended it. */
    public void recordDelivered(EntityChange change) {
        delivered.add(change);
    }

    /** A bucket that nobody needs yet is there all the same: one that began in the middle of a join would make it fail. */
    private void wake(ActorRef<DirectoryProtocol.Awake> answers) {
        awake.beginRound();
        if (awake.wereAwake() && !areAwake()) {
            unanswered.warn("Buckets " + awake.silent() + " of the directory don't answer; joins wait for them");
        }
        for (int bucket = 0; bucket < settings.buckets(); bucket++) {
            tell(bucket, new DirectoryProtocol.Wake(answers));
        }
    }

    private RollCall.Registrars registrars() {
        Set<Address> nodes = StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up())
                        || member.status().equals(MemberStatus.leaving()))
                .map(Member::address)
                .collect(Collectors.toSet());
        return new RollCall.Registrars(
                registrars.stream()
                        .filter(one -> nodes.contains(addressOf(one)))
                        .collect(Collectors.toSet()),
                nodes.size());
    }

    private Address addressOf(ActorRef<?> actor) {
        Address address = actor.path().address();
        return address.hasGlobalScope() ? address : cluster.selfMember().address();
    }

    private EntityRef<DirectoryProtocol.Command> bucket(int bucket) {
        return sharding.entityRefFor(DirectoryActor.TYPE_KEY, Integer.toString(bucket));
    }
}
