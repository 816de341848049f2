package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Against an exact set, as long as no more records than the capacity are on their way at once. */
class TakenOffsetsPropertiesTest {

    private static final int PARTITIONS = 3;

    @Property
    void knowsEveryRecordItTookAndNoOther(
            @ForAll @IntRange(min = 1, max = 8) int capacity,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = PARTITIONS - 1) Integer> partitions,
            @ForAll @Size(60) List<@IntRange(min = 0, max = 100) Integer> picks) {
        var taken = new TakenOffsets(capacity);
        Set<Origin> exact = new HashSet<>();
        List<Origin> records = inOrder(partitions);

        for (Origin arriving : shuffledWithin(capacity, records, picks)) {
            assertThat(taken.contains(arriving)).as("%s", arriving).isFalse();
            assertThat(exact).allMatch(taken::contains);
            taken.add(arriving);
            exact.add(arriving);
        }

        assertThat(records).allMatch(taken::contains);
    }

    /** Old offsets are dropped each time that all records which were in flight at the last time have arrived. */
    @Property
    void knowsEveryRecordWhileOldOffsetsAreDropped(
            @ForAll @IntRange(min = 1, max = 8) int inFlight,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = PARTITIONS - 1) Integer> partitions,
            @ForAll @Size(60) List<@IntRange(min = 0, max = 100) Integer> picks) {
        var taken = new TakenOffsets(Integer.MAX_VALUE);
        List<Origin> records = inOrder(partitions);
        var arrived = new HashSet<Integer>();
        int unread = 0;

        for (Origin arriving : shuffledWithin(inFlight, records, picks)) {
            assertThat(taken.contains(arriving)).as("%s", arriving).isFalse();
            taken.add(arriving);
            arrived.add(records.indexOf(arriving));
            if (IntStream.range(0, unread).allMatch(arrived::contains)) {
                taken.dropOld();
                // All that may have been read by now.
                unread = Math.min(records.size(), Collections.max(arrived) + inFlight);
            }
        }

        assertThat(records).allMatch(taken::contains);
    }

    @Property
    void takesNoRecordOfAnotherPartitionForItsOwn(
            @ForAll @IntRange(min = 1, max = 8) int capacity,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = PARTITIONS - 1) Integer> partitions) {
        var taken = new TakenOffsets(capacity);

        inOrder(partitions).forEach(taken::add);

        assertThat(taken.contains(new Origin("topic", PARTITIONS, 0, null))).isFalse();
        assertThat(taken.contains(new Origin("other", 0, 0, null))).isFalse();
    }

    @Property
    void keepsTheHighestOffsetsAsASortedSetDoes(
            @ForAll @IntRange(min = 1, max = 8) int capacity,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 40) Integer> offsets) {
        var taken = new TakenOffsets(capacity);
        var highest = new TreeSet<Long>();
        long floor = -1;

        for (long offset : offsets) {
            taken.add(new Origin("topic", 0, offset, null));
            if (offset > floor) {
                highest.add(offset);
            }
            if (highest.size() > capacity) {
                floor = highest.pollFirst();
            }
            var expected = new LogState.Taken(new Origin.Partition("topic", 0), floor, List.copyOf(highest));
            assertThat(taken.state()).containsExactly(expected);
            assertThat(new TakenOffsets(capacity, taken.state()).state()).containsExactly(expected);
        }
    }

    /** Found by the property: the early record 3 was forgotten while record 2 was still on its way. */
    @Example
    void mistakesNoLateRecordForADuplicateWhileOthersPassIt() {
        var taken = new TakenOffsets(4);

        LongStream.of(3, 0, 1, 4, 5)
                .mapToObj(offset -> new Origin("topic", 0, offset, null))
                .forEach(taken::add);

        assertThat(taken.contains(new Origin("topic", 0, 2, null))).isFalse();
    }

    /** A sender's records, each partition's offsets counted up. */
    private static List<Origin> inOrder(List<Integer> partitions) {
        var records = new ArrayList<Origin>();
        var next = new long[PARTITIONS];
        for (int partition : partitions) {
            records.add(new Origin("topic", partition, next[partition]++, null));
        }
        return records;
    }

    /** An order in which they may arrive when no more than {@code inFlight} of them are on their way at once. */
    private static List<Origin> shuffledWithin(int inFlight, List<Origin> records, List<Integer> picks) {
        var unsent = new ArrayDeque<>(records);
        var sent = new ArrayList<Origin>();
        var arriving = new ArrayList<Origin>();
        while (arriving.size() < records.size()) {
            while (!unsent.isEmpty() && isRoom(inFlight, records, unsent.peek(), sent)) {
                sent.add(unsent.remove());
            }
            arriving.add(sent.remove(picks.get(arriving.size()) % sent.size()));
        }
        return arriving;
    }

    /** Offsets are committed in order, so what is on its way counts from the oldest that hasn't arrived. */
    private static boolean isRoom(int inFlight, List<Origin> records, Origin next, List<Origin> sent) {
        return sent.isEmpty() || records.indexOf(next) - records.indexOf(sent.get(0)) < inFlight;
    }
}
