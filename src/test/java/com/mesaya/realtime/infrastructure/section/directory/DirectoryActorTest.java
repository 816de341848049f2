package com.mesaya.realtime.infrastructure.section.directory;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.SECTION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.domain.entity.DeliveredVersion;
import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.domain.entity.Whereabouts;
import com.mesaya.realtime.infrastructure.section.actor.Appends;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.handover.MemoryHandover;
import com.mesaya.realtime.infrastructure.section.handover.StateKeeper;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.RegistrarProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a bucket of the directory begins, and what it does about sections that end without a word. */
class DirectoryActorTest {

    private static final EntityKey OBJECT = new EntityKey("object", "1");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration GIVEN_UP = Duration.ofMinutes(2);

    private final ActorTestKit testKit = TestSection.testKit("");
    private final ManualTime time = ManualTime.get(testKit.system());
    private final TestProbe<RegistrarProtocol.Command> here = testKit.createTestProbe();
    private final TestProbe<RegistrarProtocol.Command> there = testKit.createTestProbe();
    private final TestProbe<SectionProtocol.Command> section = testKit.createTestProbe();
    private final TestProbe<DirectoryProtocol.Found> found = testKit.createTestProbe();

    private final MemoryHandover handover = new MemoryHandover(100);

    @AfterEach
    void end() {
        testKit.shutdownTestKit();
    }

    @Test
    void answersNobodyBeforeAllNodesHaveSaidWhatIsShown() {
        var bucket = bucket(here, there);
        bucket.tell(lookUp(1));
        bucket.tell(sectionsOf(here));
        found.expectNoMessage(Duration.ZERO);

        bucket.tell(sectionsOf(there));

        assertThat(whereabouts().news()).isTrue();
    }

    @Test
    void takesForOldWhatANodeHasToldBefore() {
        var bucket = bucket(here);
        bucket.tell(lookUp(1));

        bucket.tell(new DirectoryProtocol.NodeSections(
                here.ref(), Set.of(), List.of(new DeliveredVersion(OBJECT, NOON.plusMillis(2), false, null))));

        assertThat(whereabouts().news()).isFalse();
    }

    @Test
    void refusesAJoinFromBeforeIfItHasHadToGoOnWithoutANode() {
        var bucket = bucket(here, there);
        bucket.tell(sectionsOf(here));
        time.timePasses(PATIENCE);

        bucket.tell(registration(Duration.ofSeconds(1)));

        assertThat(registered().registration().complete()).isFalse();
    }

    @Test
    void saysSoIfItFailsOverAnEvent() {
        var fails = new AtomicBoolean();
        var bucket = bucket(
                () -> {
                    if (fails.get()) {
                        throw new IllegalStateException("poison");
                    }
                    return NOON;
                },
                here);
        bucket.tell(sectionsOf(here));
        bucket.tell(lookUp(1));
        assertThat(whereabouts().news()).isTrue();
        fails.set(true);

        bucket.tell(lookUp(2));

        assertThat(Appends.answer(found.receiveMessage()).whereabouts()).isNull();
    }

    @Test
    void forgetsASectionWhoseNodeDies() {
        var bucket = bucketWithASection();

        stopSection(bucket);

        assertThat(sectionsAfterAWhile(bucket)).isEmpty();
    }

    @Test
    void keepsASectionThatGoesOnElsewhere() {
        var bucket = bucketWithASection();

        section.stop();
        TestProbe<SectionProtocol.Command> elsewhere = testKit.createTestProbe();
        bucket.tell(registration(elsewhere.ref(), null));
        elsewhere.receiveMessage();

        assertThat(sectionsAfterAWhile(bucket)).hasSize(1);
    }

    @Test
    void goesOnElsewhereWithAllItKnows() {
        var before = bucketWithASection();
        before.tell(lookUp(2));
        Whereabouts known = whereabouts();
        here.expectMessageClass(RegistrarProtocol.RegisterAll.class);
        move(before);

        var after = bucket(here);
        after.tell(lookUp(1));
        assertThat(whereabouts().news()).isFalse();
        after.tell(lookUp(2));

        Whereabouts again = whereabouts();
        assertThat(again.incarnation()).isEqualTo(known.incarnation());
        assertThat(again.sections()).isEqualTo(known.sections()).hasSize(1);
        here.expectNoMessage(Duration.ZERO);
    }

    @Test
    void watchesFromItsNewPlaceTheSectionsThatRegisteredBefore() {
        var before = bucketWithASection();
        move(before);
        var after = bucket(here);
        awaitProcessed(after);

        stopSection(after);

        assertThat(sectionsAfterAWhile(after)).isEmpty();
    }

    @Test
    void forgetsASectionThatEndedBeforeTheBucketMoved() {
        var before = bucketWithASection();
        stopSection(before);
        time.timePasses(GIVEN_UP.dividedBy(2));
        move(before);

        assertThat(sectionsAfterAWhile(bucket(here))).isEmpty();
    }

    @Test
    void leavesNothingToItsNextLifeIfItHasHadToGoOnWithoutANode() {
        var before = bucket(here, there);
        before.tell(sectionsOf(here));
        time.timePasses(PATIENCE);
        before.tell(registration(section.ref(), null));
        registered();
        move(before);
        here.receiveSeveralMessages(1);

        var after = bucket(here, there);
        after.tell(lookUp(1));

        assertThat(here.expectMessageClass(RegistrarProtocol.RegisterAll.class).replyTo())
                .isEqualTo(after);
        found.expectNoMessage(Duration.ZERO);
    }

    private ActorRef<DirectoryProtocol.Command> bucketWithASection() {
        var bucket = bucket(here);
        bucket.tell(sectionsOf(here));
        bucket.tell(registration(Duration.ZERO));
        registered();
        return bucket;
    }

    /** Stops the section, and waits until the bucket has processed its end: watchers are notified in the order of their watches. */
    private void stopSection(ActorRef<DirectoryProtocol.Command> bucket) {
        section.stop();
        testKit.createTestProbe().expectTerminated(section.ref());
        awaitProcessed(bucket);
    }

    /** Waits until the bucket has its state, if it has moved, and has processed all messages before this one. */
    private void awaitProcessed(ActorRef<DirectoryProtocol.Command> bucket) {
        TestProbe<DirectoryProtocol.Awake> awake = testKit.createTestProbe();
        bucket.tell(new DirectoryProtocol.Wake(awake.ref()));
        awake.receiveMessage();
    }

    private void move(ActorRef<DirectoryProtocol.Command> bucket) {
        handover.add(testKit.spawn(StateKeeper.create(
                new StateKeeper.Limits(1_000, TestSection.HANDOVER.retention()), InstantSource.system(), all -> {})));
        bucket.tell(DirectoryProtocol.Stop.INSTANCE);
        testKit.createTestProbe().expectTerminated(bucket);
    }

    @SafeVarargs
    private ActorRef<DirectoryProtocol.Command> bucket(TestProbe<RegistrarProtocol.Command>... nodes) {
        return bucket(() -> NOON, nodes);
    }

    @SafeVarargs
    private ActorRef<DirectoryProtocol.Command> bucket(
            InstantSource clock, TestProbe<RegistrarProtocol.Command>... nodes) {
        Set<ActorRef<RegistrarProtocol.Command>> registrars =
                nodes.length == 1 ? Set.of(here.ref()) : Set.of(here.ref(), there.ref());
        return testKit.spawn(DirectoryActor.create(
                7,
                new DirectoryNode(
                        new DirectoryLimits(100, 10_000, Duration.ofHours(1)),
                        () -> new RollCall.Registrars(registrars, nodes.length),
                        PATIENCE,
                        handover,
                        TestSection.HANDOVER,
                        clock)));
    }

    private static DirectoryProtocol.NodeSections sectionsOf(TestProbe<RegistrarProtocol.Command> node) {
        return new DirectoryProtocol.NodeSections(node.ref(), Set.of(), List.of());
    }

    private DirectoryProtocol.Register registration(Duration age) {
        return registration(section.ref(), age);
    }

    private static DirectoryProtocol.Register registration(
            ActorRef<SectionProtocol.Command> section, @Nullable Duration age) {
        return new DirectoryProtocol.Register(SECTION, 5, 1, List.of(new ShownEntity(OBJECT, NOON)), age, section);
    }

    private SectionProtocol.Registered registered() {
        return section.expectMessageClass(SectionProtocol.Registered.class);
    }

    private List<SectionId> sectionsAfterAWhile(ActorRef<DirectoryProtocol.Command> bucket) {
        awaitProcessed(bucket);
        time.timePasses(GIVEN_UP);
        awaitProcessed(bucket);
        bucket.tell(lookUp(1));
        return whereabouts().sections();
    }

    private Whereabouts whereabouts() {
        return Objects.requireNonNull(Appends.answer(found.receiveMessage()).whereabouts());
    }

    private DirectoryProtocol.LookUp lookUp(long version) {
        return Appends.lookUp(
                new EntityChange(
                        null,
                        OBJECT,
                        "updated",
                        EventNature.STATE,
                        NOON.plusMillis(version),
                        null,
                        Frame.of("object.updated", "{}".getBytes(UTF_8)),
                        new Origin("topic", 0, version, null),
                        null,
                        null),
                found.ref());
    }
}
