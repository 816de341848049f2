package com.mesaya.realtime.application.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.mesaya.realtime.application.join.SnapshotSource.Postponed;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PausesTest {

    private static final InetAddress CLIENT = address(1);
    private static final InetAddress OTHER = address(2);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final Pauses pauses = new Pauses(nanos::get);

    @Test
    void areOfOneAddress() {
        pauses.begin(CLIENT, new Postponed(SECOND, false));

        assertThat(pauses.left(CLIENT)).isEqualTo(SECOND);
        assertThat(pauses.left(OTHER)).isZero();
    }

    @Test
    void areEverybodysIfTheApiCountsAllTogether() {
        pauses.begin(CLIENT, new Postponed(SECOND, true));

        assertThat(pauses.left(OTHER)).isEqualTo(SECOND);
    }

    @Test
    void end() {
        pauses.begin(CLIENT, new Postponed(SECOND, false));
        pauses.begin(OTHER, new Postponed(SECOND.multipliedBy(2), true));

        nanos.addAndGet(SECOND.toNanos());
        assertThat(pauses.left(CLIENT)).isEqualTo(SECOND);
        nanos.addAndGet(SECOND.toNanos());

        assertThat(pauses.left(CLIENT)).isZero();
        assertThat(pauses.left(OTHER)).isZero();
    }

    @Test
    void areNotCutShortByAShorterOne() {
        pauses.begin(CLIENT, new Postponed(SECOND, false));
        pauses.begin(CLIENT, new Postponed(SECOND.dividedBy(2), false));

        assertThat(pauses.left(CLIENT)).isEqualTo(SECOND);
    }

    @Test
    void areKeptOfSoManyAddressesAtMost() {
        for (int client = 0; client <= Pauses.MAX_ADDRESSES; client++) {
            pauses.begin(address(client), new Postponed(SECOND, false));
        }

        assertThat(pauses.left(address(0))).isZero();
        assertThat(pauses.left(address(1))).isEqualTo(SECOND);
        assertThat(pauses.left(address(Pauses.MAX_ADDRESSES))).isEqualTo(SECOND);
    }

    private static InetAddress address(int client) {
        return InetAddresses.fromInteger(client);
    }
}
