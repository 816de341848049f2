package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakenOffsetsTest {

    private final TakenOffsets taken = new TakenOffsets(2);

    @Test
    void containNothingAtFirst() {
        assertThat(taken.contains(record(0))).isFalse();
    }

    @Test
    void knowARecordThatWasTaken() {
        taken.add(record(5));

        assertThat(taken.contains(record(5))).isTrue();
    }

    @Test
    void doNotTakeARecordThatWasOvertakenForADuplicate() {
        taken.add(record(5));

        assertThat(taken.contains(record(4))).isFalse();
    }

    @Test
    void takeEverythingUpToARecordLongAgoAsTaken() {
        taken.add(record(5));
        taken.add(record(6));
        taken.add(record(8));

        assertThat(taken.contains(record(5))).isTrue();
        assertThat(taken.contains(record(3))).isTrue();
        assertThat(taken.contains(record(7))).isFalse();
    }

    @Test
    void neverLowerWhatTheyKnowOfAPartition() {
        taken.add(record(9));
        taken.add(record(2));
        taken.add(record(10));
        taken.add(record(11));
        taken.add(record(12));
        taken.add(record(13));

        assertThat(taken.contains(record(9))).isTrue();
    }

    @Test
    void knowAnOffsetExactlyUntilItIsDroppedTwice() {
        taken.add(record(5));

        taken.dropOld();

        assertThat(taken.contains(record(5))).isTrue();
        assertThat(taken.contains(record(4))).isFalse();
    }

    @Test
    void takeEverythingUpToADroppedOffsetAsTaken() {
        taken.add(record(5));
        taken.dropOld();
        taken.add(record(8));
        taken.dropOld();

        assertThat(taken.contains(record(4))).isTrue();
        assertThat(taken.contains(record(5))).isTrue();
        assertThat(taken.contains(record(7))).isFalse();
        assertThat(taken.contains(record(8))).isTrue();
    }

    @Test
    void dropAnOffsetThatWasOvertakenWithTheOneThatOvertookIt() {
        taken.add(record(5));
        taken.dropOld();
        taken.add(record(4));
        taken.dropOld();
        taken.dropOld();

        assertThat(taken.state().get(0)).isEqualTo(new LogState.Taken(record(5).in(), 5, List.of()));
    }

    @Test
    void areTheSameAfterAMove() {
        taken.add(record(5));
        taken.dropOld();
        taken.add(record(8));
        taken.dropOld();

        var moved = new TakenOffsets(2, taken.state());
        moved.dropOld();
        moved.add(record(9));

        assertThat(moved.contains(record(5))).isTrue();
        assertThat(moved.contains(record(7))).isFalse();
        assertThat(moved.contains(record(8))).isTrue();
    }

    @Test
    void tellPartitionsAndTopicsApart() {
        taken.add(record(5));
        taken.add(record(6));
        taken.add(record(7));

        assertThat(taken.contains(new Origin("mesa-ya.tables.updated", 1, 5, null)))
                .isFalse();
        assertThat(taken.contains(new Origin("mesa-ya.tables.created", 0, 5, null)))
                .isFalse();
    }

    private static Origin record(long offset) {
        return new Origin("mesa-ya.tables.updated", 0, offset, null);
    }
}
