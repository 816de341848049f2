package com.mesaya.realtime.transport.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final Instant NOON = Instant.parse("2025-10-19T12:00:00Z");

    private final List<String> reports = new ArrayList<>();
    private Instant now = NOON;

    @SuppressWarnings("NullAway.Init")
    private Session session;

    @Test
    void announcesTheExpiryAMinuteBeforeAndReportsIt() {
        begin(NOON.plusSeconds(100));

        pass(39);
        assertThat(reports).isEmpty();
        pass(1);
        assertThat(reports).containsExactly("expiring 2025-10-19T12:01:40Z");
        pass(59);
        assertThat(reports).hasSize(1);
        pass(1);
        assertThat(reports).containsExactly("expiring 2025-10-19T12:01:40Z", "expired");
        pass(1_000);
        assertThat(reports).hasSize(2);
    }

    @Test
    void announcesTheExpiryAtOnceIfLessThanAMinuteIsLeft() {
        begin(NOON.plusSeconds(5));

        assertThat(reports).containsExactly("expiring 2025-10-19T12:00:05Z");
    }

    @Test
    void isOverAtOnceIfTheTokenHasExpired() {
        begin(NOON);

        assertThat(reports).containsExactly("expired");
    }

    @Test
    void goesOnWithAFreshToken() {
        begin(NOON.plusSeconds(30));
        pass(10);

        session.renew(viewer(NOON.plusSeconds(200)));

        pass(100);
        assertThat(reports).hasSize(1);
        pass(30);
        assertThat(reports).hasSize(2).last().isEqualTo("expiring 2025-10-19T12:03:20Z");
        pass(60);
        assertThat(reports).hasSize(3).last().isEqualTo("expired");
    }

    @Test
    void neverEndsForATokenThatDoesNot() {
        begin(null);

        pass(100_000);

        assertThat(reports).isEmpty();
    }

    @Test
    void waitsForYearsIfItHasTo() {
        begin(NOON.plus(Duration.ofDays(4_000)));

        pass(Duration.ofDays(1).toSeconds());
        assertThat(reports).isEmpty();
        now = NOON.plus(Duration.ofDays(4_000));
        pass(Duration.ofDays(1).toSeconds());
        assertThat(reports).contains("expired");
    }

    @Test
    void reportsTheExpiryOnceHoweverOftenItIsChecked() {
        begin(NOON.plusSeconds(100));
        pass(100);
        assertThat(reports).containsExactly("expired");

        session.check();
        session.renew(viewer(NOON.plusSeconds(1_000)));
        pass(1_000);

        assertThat(reports).containsExactly("expired");
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
        session.check();
    }

    private void begin(@Nullable Instant expiresAt) {
        session = new Session(
                viewer(expiresAt),
                Duration.ofSeconds(60),
                instant -> reports.add("expiring " + instant),
                () -> reports.add("expired"),
                () -> now);
        session.check();
    }

    private static Viewer viewer(@Nullable Instant expiresAt) {
        return new Viewer("ana", Set.of("OWNER"), Set.of(), expiresAt);
    }
}
