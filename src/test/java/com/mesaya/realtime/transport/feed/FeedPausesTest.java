package com.mesaya.realtime.transport.feed;

import static com.mesaya.realtime.domain.Events.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pause between two batches of a feed. */
class FeedPausesTest {

    private static final int BOUND = 16;
    private static final Duration LONGEST = Duration.ofMillis(100);

    @ParameterizedTest
    @CsvSource({"1,0", "199,0", "200,10", "1000,50", "2000,100", "20000,100"})
    void growWithTheViewersUpToTheLimit(int viewers, long millis) {
        assertThat(new FeedPauses(LONGEST, BOUND).after(batch(1, 1), viewers)).hasMillis(millis);
    }

    @Test
    void areOffWithoutALimit() {
        assertThat(new FeedPauses(Duration.ZERO, BOUND).after(batch(1, 1), 1000))
                .isZero();
    }

    @Test
    void leaveOutABusySectionSoThatNoViewerFallsBehindTheRing() {
        var pauses = new FeedPauses(LONGEST, BOUND);

        assertThat(pauses.after(batch(BOUND / 2, BOUND / 2), 1000)).isPositive();
        assertThat(pauses.after(batch(BOUND / 2 + 1, BOUND / 2 + 1), 1000)).isZero();
    }

    @Test
    void leaveOutABatchAfterWhichMoreIsWaiting() {
        assertThat(new FeedPauses(LONGEST, BOUND).after(batch(2, 3), 1000)).isZero();
    }

    @Test
    void leaveOutAnAnswerWithoutEvents() {
        assertThat(new FeedPauses(LONGEST, BOUND).after(batch(0, 0), 1000)).isZero();
    }

    @Test
    void letOnlyAFeedWithFewViewersRequestSeveralBatches() {
        var pauses = new FeedPauses(LONGEST, BOUND);

        assertThat(pauses.batches(199)).isEqualTo(16);
        assertThat(pauses.batches(200)).isEqualTo(1);
        assertThat(new FeedPauses(Duration.ZERO, BOUND).batches(1000)).isEqualTo(16);
    }

    @Test
    void leaveOutALostLog() {
        assertThat(new FeedPauses(LONGEST, BOUND).after(Fetched.OutOfReach.INSTANCE, 1000))
                .isZero();
    }

    private static Fetched batch(int entries, long head) {
        return new Fetched.Batch(
                0,
                LongStream.rangeClosed(1, entries)
                        .mapToObj(sequence -> new LogEntry(
                                sequence,
                                Events.updated(String.valueOf(sequence)).event(),
                                NOON))
                        .toList(),
                new Cursor(1, entries),
                0,
                0,
                head);
    }
}
