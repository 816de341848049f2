package com.mesaya.realtime.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Viewer;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config()
            .withFallback(
                    ConfigFactory.parseString("pekko.actor.provider = local, pekko.actor.default-dispatcher.type = "
                            + "org.apache.pekko.testkit.CallingThreadDispatcherConfigurator")));
    private static final ManualTime TIME = ManualTime.get(TEST_KIT.system());
    private static final Instant NOON = Instant.parse("2025-10-19T12:00:00Z");

    private final List<String> told = new ArrayList<>();
    private Instant now = NOON;

    @AfterAll
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void tellsAMinuteBeforeTheTokenExpiresAndWhenItDoes() {
        session(NOON.plusSeconds(100)).start();

        pass(39);
        assertThat(told).isEmpty();
        pass(1);
        assertThat(told).containsExactly("expiring 2025-10-19T12:01:40Z");
        pass(59);
        assertThat(told).hasSize(1);
        pass(1);
        assertThat(told).containsExactly("expiring 2025-10-19T12:01:40Z", "expired");
        pass(1_000);
        assertThat(told).hasSize(2);
    }

    @Test
    void tellsAtOnceIfLessThanAMinuteIsLeft() {
        session(NOON.plusSeconds(5)).start();

        assertThat(told).containsExactly("expiring 2025-10-19T12:00:05Z");
    }

    @Test
    void isOverAtOnceIfTheTokenHasExpired() {
        session(NOON).start();

        assertThat(told).containsExactly("expired");
    }

    @Test
    void goesOnWithAFreshToken() {
        Session session = session(NOON.plusSeconds(30));
        session.start();
        pass(10);

        session.renew(viewer(NOON.plusSeconds(200)));

        pass(100);
        assertThat(told).hasSize(1);
        pass(30);
        assertThat(told).hasSize(2).last().isEqualTo("expiring 2025-10-19T12:03:20Z");
        pass(60);
        assertThat(told).hasSize(3).last().isEqualTo("expired");
    }

    @Test
    void neverEndsForATokenThatDoesNot() {
        session(null).start();

        pass(100_000);

        assertThat(told).isEmpty();
    }

    @Test
    void waitsForYearsIfItHasTo() {
        session(NOON.plus(Duration.ofDays(4_000))).start();

        pass(Duration.ofDays(1).toSeconds());
        assertThat(told).isEmpty();
        now = NOON.plus(Duration.ofDays(4_000));
        pass(Duration.ofDays(1).toSeconds());
        assertThat(told).contains("expired");
    }

    @Test
    void tellsNothingOnceItHasEnded() {
        Session session = session(NOON.plusSeconds(100));
        session.start();

        session.end();

        pass(1_000);
        session.renew(viewer(NOON.plusSeconds(1)));
        assertThat(told).isEmpty();
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
        TIME.timePasses(Duration.ofSeconds(seconds));
    }

    private Session session(@Nullable Instant expiresAt) {
        return new Session(
                viewer(expiresAt),
                Duration.ofSeconds(60),
                instant -> told.add("expiring " + instant),
                () -> told.add("expired"),
                () -> now,
                TEST_KIT.system());
    }

    private static Viewer viewer(@Nullable Instant expiresAt) {
        return new Viewer("ana", Set.of("OWNER"), Set.of(), expiresAt);
    }
}
