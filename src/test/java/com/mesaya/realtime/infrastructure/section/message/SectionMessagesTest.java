package com.mesaya.realtime.infrastructure.section.message;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.SECTION;
import static com.mesaya.realtime.domain.Events.deleted;
import static com.mesaya.realtime.domain.Events.selecting;
import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.domain.entity.DeliveredVersion;
import com.mesaya.realtime.domain.entity.DirectoryState;
import com.mesaya.realtime.domain.entity.Registration;
import com.mesaya.realtime.domain.entity.Whereabouts;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.LogState;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.section.actor.Appends;
import com.mesaya.realtime.infrastructure.section.actor.SectionState;
import com.mesaya.realtime.infrastructure.section.directory.BucketState;
import com.mesaya.realtime.infrastructure.section.handover.StateKeeper;
import com.mesaya.realtime.infrastructure.section.shown.ShownEntities;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes between nodes, which may be of two versions. {@code messages.txt} keeps what earlier versions wrote: lines are
 * added to it, and never changed.
 */
class SectionMessagesTest {

    private static final String KEPT = "/section/messages.txt";
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

    private static final ActorTestKit TEST_KIT = ActorTestKit.create(
            "sections",
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));
    private static final Serialization SERIALIZATION = SerializationExtension.get(TEST_KIT.system());

    private static final UUID ONE = UUID.fromString("7f0c3f3e-6a10-4c53-9f0a-2d6a4e0f8a01");
    private static final UUID OTHER = UUID.fromString("0b3d8c1a-95a1-4c7b-8f7c-3f6f5b9a1c02");
    private static final Cursor CURSOR = new Cursor(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final Instant PRECISE = NOON.plusNanos(123_456_789);
    private static final Origin ORIGIN = new Origin("mesa-ya.tables.updated", 2, 1L << 40, null);
    private static final Origin RECORDED = new Origin("mesa-ya.tables.updated", 2, 1L << 40, NOON.plusMillis(7));
    private static final Map<EntityKey, Instant> VERSIONS = Map.of(
            new EntityKey("table", "a/b \"ñ\" 🪑"), PRECISE, new EntityKey("section-object", "1"), Instant.EPOCH);

    private static final EntityKey OBJECT = new EntityKey("object", "o/1");
    private static final Map<EntityKey, EntityKey> LINKS = Map.of(new EntityKey("section-object", "1"), OBJECT);
    private static final List<ShownEntity> SHOWN =
            List.of(new ShownEntity(OBJECT, null), new ShownEntity(new EntityKey("table", "1"), PRECISE));

    /** Each kind of message, with every member that may be there or not both ways. */
    private static final Map<String, Object> CASES = cases();

    /** What an earlier version wrote. */
    private record Kept(String manifest, String base64) {

        byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    private static Map<String, Object> cases() {
        SectionEvent change =
                event(updated("1").version(PRECISE).payload("{\"n\":1.50,\"s\":\"\\u00f1 ñ\",\"x\":{\"a\":[]}}"));
        SectionEvent hold = event(selecting("1").expiringAt(PRECISE));
        SectionEvent deletion = event(deleted("1").version(Instant.parse("-0044-03-15T12:00:00Z")));
        var entries = List.of(new LogEntry(1, change, PRECISE), new LogEntry(Long.MAX_VALUE, deletion, NOON));
        SectionEvent link = new EntityChange(
                        SECTION,
                        new EntityKey("section-object", "1"),
                        "created",
                        change.nature(),
                        PRECISE,
                        null,
                        change.frame(),
                        ORIGIN,
                        OBJECT,
                        null)
                .in(SECTION);
        EntityChange inner = new EntityChange(
                SECTION, link.entity(), "created", link.nature(), PRECISE, null, link.frame(), ORIGIN, OBJECT, null);
        EntityChange outer = new EntityChange(
                null, OBJECT, "deleted", deletion.nature(), null, null, deletion.frame(), ORIGIN, null, null);
        var cases = new LinkedHashMap<String, Object>();
        cases.put("append", append(change, false, Whereabouts.NOBODY));
        cases.put("append-hold", append(hold, false, Whereabouts.NOBODY));
        for (AppendOutcome outcome : AppendOutcome.values()) {
            cases.put("appended-" + outcome, appended(Optional.of(outcome), false));
        }
        cases.put("appended-failed", appended(Optional.empty(), false));
        cases.put("reach", new SectionProtocol.Reach(true, nobody()));
        cases.put("reached", SectionProtocol.Reached.INSTANCE);
        cases.put("subscribe", new SectionProtocol.Subscribe(ONE, nobody()));
        cases.put("subscribed", new SectionProtocol.Subscribed(CURSOR, List.of(new LogEntry(7, hold, PRECISE))));
        cases.put("resume", new SectionProtocol.Resume(ONE, new ResumePoint(OTHER, CURSOR), nobody()));
        cases.put("resumed", new SectionProtocol.Resumed(Optional.of(VERSIONS), 9));
        cases.put("resumed-not", new SectionProtocol.Resumed(Optional.empty(), 9));
        cases.put("fetch", new SectionProtocol.Fetch(CURSOR, true, 16, nobody()));
        cases.put("unfollow", new SectionProtocol.Unfollow(nobody()));
        cases.put("renew", new SectionProtocol.Renew(Set.of(ONE), Map.of()));
        cases.put("renew-with-cursors", new SectionProtocol.Renew(Set.of(ONE), Map.of(ONE, CURSOR)));
        cases.put("append-recorded", append(event(updated("1").version(PRECISE), RECORDED), false, Whereabouts.NOBODY));
        cases.put("describe", new SectionProtocol.Describe(nobody()));
        cases.put("described", new SectionProtocol.Described(report()));
        cases.put("fetched", new Fetched.Batch(7, entries, CURSOR, 3, 4, 5));
        cases.put("out-of-reach", Fetched.OutOfReach.INSTANCE);
        cases.put("overflowed", Fetched.Overflowed.INSTANCE);
        cases.put("unsubscribe", new SectionProtocol.Unsubscribe(ONE, false));
        cases.put("unsubscribe-for-good", new SectionProtocol.Unsubscribe(ONE, true));
        cases.put("stop", SectionProtocol.Stop.INSTANCE);
        cases.put("append-if-shown", append(link, true, 9));
        cases.put("appended-shown", appended(Optional.of(AppendOutcome.APPENDED), true));
        var age = Duration.ofNanos(1_234_567_890);
        cases.put("show", new SectionProtocol.Show(ONE, VERSIONS, LINKS, age, false, nobody()));
        cases.put("show-resumable", new SectionProtocol.Show(ONE, VERSIONS, LINKS, age, true, nobody()));
        cases.put("shown", new SectionProtocol.Shown(true, 9));
        cases.put("register-all", new SectionProtocol.RegisterAll(63, 9));
        var registration = new Registration(List.of(inner, outer), List.of(OBJECT), false);
        cases.put("registered", new SectionProtocol.Registered(7, 9, registration));
        cases.put("look-up", Appends.lookUp(inner, nobody()));
        cases.put("found", found(new Whereabouts(9, 7, true, List.of(SECTION))));
        cases.put("found-nothing", found(null));
        cases.put("begin-anew", new SectionProtocol.BeginAnew(null, true));
        cases.put("begin-anew-renumbered", new SectionProtocol.BeginAnew("mesa-ya.tables.updated", false));
        cases.put("missed", new RegistrarProtocol.Missed("mesa-ya.tables.updated-0@17..41", null));
        cases.put(
                "missed-renumbered",
                new RegistrarProtocol.Missed("mesa-ya.tables.updated u8dfh", "mesa-ya.tables.updated"));
        cases.put("unregister", new DirectoryProtocol.Unregister(OBJECT, 9, 7, List.of(SECTION)));
        cases.put("register", new DirectoryProtocol.Register(SECTION, 5, 7, SHOWN, Duration.ofSeconds(3), nobody()));
        cases.put("register-known", new DirectoryProtocol.Register(SECTION, 5, 7, SHOWN, null, nobody()));
        cases.put("unregister-all", new DirectoryProtocol.UnregisterAll(SECTION, 5));
        cases.put(
                "node-sections",
                new DirectoryProtocol.NodeSections(
                        nobody(), Set.of(SECTION), List.of(new DeliveredVersion(OBJECT, NOON, true, null))));
        cases.put("wake", new DirectoryProtocol.Wake(nobody()));
        cases.put("awake", new DirectoryProtocol.Awake(63));
        cases.put("registrar-register-all", new RegistrarProtocol.RegisterAll(63, 9, nobody()));
        var showing = new ShownEntities.State(
                SHOWN,
                Map.of(new EntityKey("section-object", "1"), Set.of(OBJECT)),
                Set.of(OBJECT),
                List.of(change),
                Set.of(OBJECT));
        cases.put("state", new SectionState(logState(entries, hold), List.of(VERSIONS), places(), showing));
        SectionEvent ordered = new EntityChange(
                        SECTION,
                        link.entity(),
                        "updated",
                        link.nature(),
                        PRECISE,
                        null,
                        change.frame(),
                        ORIGIN,
                        OBJECT,
                        NOON)
                .in(SECTION);
        cases.put("append-ordered", append(ordered, true, 9));
        EntityChange left = new EntityChange(
                null, OBJECT, "deleted", deletion.nature(), PRECISE, null, deletion.frame(), ORIGIN, null, NOON);
        cases.put("look-up-ordered", Appends.lookUp(left, nobody()));
        List<ShownEntity> told = List.of(new ShownEntity(OBJECT, PRECISE, NOON));
        cases.put("register-ordered", new DirectoryProtocol.Register(SECTION, 5, 7, told, null, nobody()));
        var deliveredVersions = List.of(new DeliveredVersion(OBJECT, PRECISE, true, NOON));
        cases.put(
                "node-sections-ordered",
                new DirectoryProtocol.NodeSections(nobody(), Set.of(SECTION), deliveredVersions));
        cases.put("bucket-state", bucketState(inner, outer));
        cases.put("bucket-stop", DirectoryProtocol.Stop.INSTANCE);
        cases.put("keep", new StateKeeper.Keep("section/terraza", ONE, 1, 2, new byte[] {0, -1, 7}, nobody()));
        cases.put("kept", new StateKeeper.Kept(ONE));
        cases.put("take", new StateKeeper.Take("section/terraza", nobody()));
        cases.put("forget", new StateKeeper.Forget("section/terraza"));
        cases.put("part", new StateKeeper.Part(ONE, PRECISE, 1, 2, new byte[] {0, -1, 7}));
        cases.put("nothing", StateKeeper.Nothing.INSTANCE);
        return cases;
    }

    private static BucketState bucketState(EntityChange kept, EntityChange deletion) {
        var watches = List.of(
                new DirectoryState.Watch(SECTION, Long.MIN_VALUE, 3, true),
                new DirectoryState.Watch(SECTION, 0, 4, false));
        var known = List.of(
                new DirectoryState.Known(
                        kept.entity(), true, watches, kept, PRECISE, NOON, PRECISE, NOON, false, PRECISE, NOON),
                new DirectoryState.Known(
                        deletion.entity(), false, List.of(), null, null, null, null, null, true, null, PRECISE));
        var home = new BucketState.Home(SECTION, nobody());
        return new BucketState(new DirectoryState(Long.MAX_VALUE, PRECISE, NOON, 7, known), List.of(home));
    }

    private static SectionInspection.Report report() {
        var viewer = new SectionInspection.Viewer(ONE.toString(), 3, 4, 5);
        return new SectionInspection.Report("terraza", "a:1", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, List.of(viewer));
    }

    private static LogState logState(List<LogEntry> entries, SectionEvent earlier) {
        return new LogState(
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                3,
                2,
                PRECISE,
                entries,
                List.of(
                        new LogState.Known(1, PRECISE, true, List.of(earlier)),
                        new LogState.Known(Long.MAX_VALUE, null, false, List.of())),
                List.of(new LogState.Taken(ORIGIN.in(), -1, List.of(1L << 40, 1L))),
                VERSIONS);
    }

    private static List<SectionState.Place> places() {
        return List.of(new SectionState.Place(ONE, 0, null), new SectionState.Place(OTHER, 0, PRECISE));
    }

    /** One that is the same in every run. */
    private static SectionEvent event(Events made) {
        return event(made, ORIGIN);
    }

    private static SectionEvent event(Events made, Origin origin) {
        return made.from(origin).event();
    }

    private static <T> ActorRef<T> nobody() {
        return TEST_KIT.system().<T>deadLetters();
    }

    static Stream<String> names() {
        return CASES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void comesBackAsItWas(String name) throws Exception {
        Object message = Objects.requireNonNull(CASES.get(name));

        var serializer = SERIALIZATION.findSerializerFor(message);
        String manifest = Serializers.manifestFor(serializer, message);
        Object back = SERIALIZATION
                .deserialize(SERIALIZATION.serialize(message).get(), serializer.identifier(), manifest)
                .get();

        assertThat(serializer).isInstanceOf(SectionSerializer.class);
        assertSame(back, message);
    }

    /** Records with bytes in them aren't equal by themselves. */
    private static void assertSame(Object back, @Nullable Object message) {
        if (message instanceof StateKeeper.Keep || message instanceof StateKeeper.Part) {
            assertThat(back).hasSameClassAs(message);
            assertThat(SERIALIZATION.serialize(back).get())
                    .isEqualTo(SERIALIZATION.serialize(message).get());
        } else {
            assertThat(back).isEqualTo(message);
        }
    }

    @Test
    void everyKindOfMessageHasItsCase() {
        assertThat(CASES.values().stream().map(Object::getClass).map(Class::getName))
                .containsAll(kinds());
    }

    private static List<String> kinds() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("com.mesaya.realtime").stream()
                        .filter(type -> type.isAssignableTo(SectionMessage.class) || type.isAssignableTo(Fetched.class))
                        .filter(type -> !type.isInterface() && !isPrivate(type))
                        .filter(type -> !type.isAssignableTo(OwnMessage.class))
                        .map(JavaClass::getName)
                        .toList();
    }

    /** An actor's own, which stays on its node; to the JVM it is package-private. */
    private static boolean isPrivate(JavaClass type) {
        return Modifier.isPrivate(type.reflect().getModifiers());
    }

    @ParameterizedTest
    @MethodSource("names")
    void isReadAsEarlierVersionsWroteIt(String name) throws Exception {
        List<Kept> all = kept(name);

        assertThat(all)
                .as("what this version writes, to be added to messages.txt: %s", line(name))
                .isNotEmpty();
        for (Kept kept : all) {
            assertSame(read(kept.manifest(), kept.bytes()), CASES.get(name));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void isReadWithMembersThatOnlyLaterVersionsKnow(String name) throws Exception {
        for (Kept kept : kept(name)) {
            var tree = CBOR.readTree(kept.bytes());
            if (tree instanceof ObjectNode members) {
                members.findParents("sequence").forEach(parent -> ((ObjectNode) parent).put("future", 1));
                members.putObject("later").put("a", 1);
            }

            Object back = read(kept.manifest(), CBOR.writeValueAsBytes(tree));

            assertSame(back, CASES.get(name));
        }
    }

    @Test
    void theLargestMessagesFitIntoAFrame() {
        int frame = configuredBytes("pekko.remote.artery.advanced.maximum-frame-size");
        int record = configuredBytes("mesaya.kafka.max-record-size");
        int batch = configuredBytes("mesaya.section.batch-size");
        int batchEvents = TEST_KIT.system().settings().config().getInt("mesaya.section.batch-events");
        SectionEvent largest = event(updated("1").version(1).payload("\"" + "x".repeat(record) + "\""));
        SectionEvent share = event(updated("1").version(1).payload("\"" + "x".repeat(batch / batchEvents) + "\""));
        var entries = Stream.concat(Stream.generate(() -> share).limit(batchEvents), Stream.of(largest))
                .map(event -> new LogEntry(1, event, PRECISE))
                .toList();
        var versions = IntStream.range(0, 10_000)
                .boxed()
                .collect(Collectors.toMap(i -> new EntityKey("section-object", "%0128d".formatted(i)), i -> PRECISE));

        assertThat(size(append(largest, false, Whereabouts.NOBODY))).isLessThan(frame);
        assertThat(size(new Fetched.Batch(0, entries, CURSOR, 0, 0, 0))).isLessThan(frame);
        assertThat(size(new SectionProtocol.Show(ONE, versions, Map.of(), Duration.ZERO, true, nobody())))
                .isLessThan(frame);
        assertThat(size(new SectionProtocol.Resumed(Optional.of(versions), 9))).isLessThan(frame);
    }

    private static SectionProtocol.Append append(SectionEvent event, boolean ifShown, long directory) {
        return Appends.of(new SectionProtocol.Incoming(event, ifShown, directory), nobody());
    }

    private static SectionProtocol.Appended appended(Optional<AppendOutcome> outcome, boolean shown) {
        return new SectionProtocol.Appended(SECTION, 7, List.of(new SectionProtocol.Result(outcome, shown)));
    }

    private static DirectoryProtocol.Found found(@Nullable Whereabouts whereabouts) {
        return new DirectoryProtocol.Found(63, 7, List.of(new DirectoryProtocol.Answer(whereabouts)));
    }

    private static int configuredBytes(String path) {
        return Math.toIntExact(TEST_KIT.system().settings().config().getBytes(path));
    }

    private static int size(Object message) {
        return SERIALIZATION.serialize(message).get().length;
    }

    /** The class's name alone says what the bytes are; the identifier is Jackson's CBOR. */
    private static Object read(String manifest, byte[] bytes) throws IOException {
        int identifier =
                SERIALIZATION.serializerFor(SectionProtocol.Append.class).identifier();
        return SERIALIZATION.deserialize(bytes, identifier, manifest).get();
    }

    private static List<Kept> kept(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SectionMessagesTest.class.getResourceAsStream(KEPT))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.split(" ", -1))
                    .map(words -> new Kept(words[1], words[2]))
                    .toList();
        }
    }

    private static String line(String name) {
        Object message = Objects.requireNonNull(CASES.get(name));
        var serializer = SERIALIZATION.findSerializerFor(message);
        return String.join(
                " ",
                name,
                Serializers.manifestFor(serializer, message),
                Base64.getEncoder()
                        .encodeToString(SERIALIZATION.serialize(message).get()));
    }
}
