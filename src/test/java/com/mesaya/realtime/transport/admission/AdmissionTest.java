package com.mesaya.realtime.transport.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.mesaya.realtime.domain.ErrorCode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final ClientAddress HERE = address("192.0.2.1");
    private static final ClientAddress THERE = address("192.0.2.2");

    @Test
    void letsSoManyInAndNoMore() {
        var admission = new Admission(new Admission.Limits(2, 2, 2, 100, 100));

        assertThat(admission.enter("ana", HERE)).isEmpty();
        assertThat(admission.takesHandshake(HERE)).isTrue();
        assertThat(admission.enter("bob", THERE)).isEmpty();

        assertThat(admission.refusal("eva", THERE)).contains(ErrorCode.OVERLOADED);
        assertThat(admission.enter("eva", THERE)).contains(ErrorCode.OVERLOADED);
        assertThat(admission.takesHandshake(HERE)).isFalse();
    }

    @Test
    void letsOneUserHaveSoMany() {
        var admission = new Admission(new Admission.Limits(9, 1, 9, 100, 100));
        admission.enter("ana", HERE);

        assertThat(admission.enter("ana", THERE)).contains(ErrorCode.TOO_MANY_CONNECTIONS);
        assertThat(admission.enter("bob", HERE)).isEmpty();
    }

    @Test
    void letsOneAddressHaveSoMany() {
        var admission = new Admission(new Admission.Limits(9, 9, 1, 100, 100));
        admission.enter("ana", HERE);

        assertThat(admission.enter("bob", HERE)).contains(ErrorCode.TOO_MANY_CONNECTIONS);
        assertThat(admission.enter("bob", THERE)).isEmpty();
    }

    @Test
    void countsASiteOfIpv6AsOneAddress() {
        var admission = new Admission(new Admission.Limits(9, 9, 1, 100, 100));
        admission.enter("ana", address("2001:db8:1:2::1"));

        assertThat(admission.refusal("ana", address("2001:db8:1:2:ffff::7"))).contains(ErrorCode.TOO_MANY_CONNECTIONS);
        assertThat(admission.refusal("ana", address("2001:db8:1:3::1"))).isEmpty();
        assertThat(address("2001:db8:1:2::1").quotaKey()).isEqualTo("2001:db8:1:2::/64");
    }

    @Test
    void hasRoomAgainWhenOneIsGone() {
        var admission = new Admission(new Admission.Limits(1, 1, 1, 100, 100));
        admission.enter("ana", HERE);

        admission.leave("ana", HERE);

        assertThat(admission.enter("ana", HERE)).isEmpty();
        assertThat(admission.enter("ana", HERE)).isPresent();
    }

    @Test
    void takesSoManyHandshakesAtOnce() {
        long startNanos = System.nanoTime();
        var admission = new Admission(new Admission.Limits(9, 9, 9, 2, 2));

        assertThat(admission.takesHandshake(HERE)).isTrue();
        assertThat(admission.takesHandshake(HERE)).isTrue();
        refusesWhatComesBeforeItsTurn(admission, 2, startNanos);
    }

    @Test
    void takesSoManyHandshakesOfOneAddressAndLeavesTheRestToOthers() {
        long startNanos = System.nanoTime();
        var admission = new Admission(new Admission.Limits(9, 9, 9, 3, 1));

        assertThat(admission.takesHandshake(HERE)).isTrue();
        refusesWhatComesBeforeItsTurn(admission, 1, startNanos);
        assertThat(admission.takesHandshake(THERE)).isTrue();
    }

    /** Of a hundred more; should the machine stand still meanwhile, some have their turn. */
    private static void refusesWhatComesBeforeItsTurn(Admission admission, int perSecond, long sinceNanos) {
        long taken = IntStream.range(0, 100)
                .filter(again -> admission.takesHandshake(HERE))
                .count();

        assertThat(taken).isLessThanOrEqualTo(perSecond * (System.nanoTime() - sinceNanos) / 1_000_000_000);
    }

    private static ClientAddress address(String text) {
        return new ClientAddress(InetAddresses.forString(text));
    }
}
