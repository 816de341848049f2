package com.mesaya.realtime.infrastructure.section.directory;

import static com.mesaya.realtime.domain.Events.SECTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.RegistrarProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the sections of a node hear of holes in the stream. */
class SectionRegistrarTest {

    private static final String TOPIC = "mesa-ya.tables.updated";
    private static final RegistrarProtocol.Missed HOLE = new RegistrarProtocol.Missed(TOPIC + "-0@17..41", null);
    private static final Duration OVER = Duration.ofMinutes(2);

    private final ActorTestKit testKit = TestSection.testKit("");
    private final ManualTime time = ManualTime.get(testKit.system());
    private final TestProbe<SectionProtocol.Command> section = testKit.createTestProbe();
    private final ActorRef<RegistrarProtocol.Command> registrar =
            testKit.spawn(SectionRegistrar.create(bucket -> List.of(), all -> {}));

    @AfterEach
    void end() {
        testKit.shutdownTestKit();
    }

    @Test
    void tellsASectionOnceHoweverOftenItIsTold() {
        isAwake();

        registrar.tell(HOLE);
        registrar.tell(HOLE);
        registrar.tell(new RegistrarProtocol.Missed(TOPIC + " id", TOPIC));

        assertThat(section.receiveMessage()).isEqualTo(new SectionProtocol.BeginAnew(null, false));
        assertThat(section.receiveMessage()).isEqualTo(new SectionProtocol.BeginAnew(TOPIC, false));
    }

    @Test
    void tellsASectionThatWasOnItsWayThen() {
        registrar.tell(HOLE);

        isAwake();

        assertThat(section.receiveMessage()).isEqualTo(new SectionProtocol.BeginAnew(null, true));
    }

    @Test
    void forgetsAHoleOnceNoSectionCanBeOnItsWayAnyMore() {
        isAwake();
        registrar.tell(HOLE);
        section.receiveMessage();
        time.timePasses(OVER);
        TestProbe<SectionProtocol.Command> later = testKit.createTestProbe();

        registrar.tell(new RegistrarProtocol.Awake(SECTION, later.ref()));
        registrar.tell(new RegistrarProtocol.RegisterAll(
                1, 2, testKit.<DirectoryProtocol.Command>createTestProbe().ref()));

        assertThat(later.receiveMessage()).isEqualTo(new SectionProtocol.RegisterAll(1, 2));
    }

    @Test
    void knowsItsSectionsAfterAFailure() {
        ActorRef<RegistrarProtocol.Command> failing = testKit.spawn(SectionRegistrar.create(
                bucket -> {
                    throw new IllegalStateException("on purpose");
                },
                all -> {}));
        failing.tell(new RegistrarProtocol.Awake(SECTION, section.ref()));
        failing.tell(new RegistrarProtocol.RegisterAll(
                1, 2, testKit.<DirectoryProtocol.Command>createTestProbe().ref()));

        failing.tell(HOLE);

        assertThat(section.receiveMessage()).isEqualTo(new SectionProtocol.BeginAnew(null, false));
    }

    private void isAwake() {
        registrar.tell(new RegistrarProtocol.Awake(SECTION, section.ref()));
    }
}
