package com.mesaya.realtime.infrastructure.section.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenRequestTest {

    private static final Cursor START = new Cursor(7, 10);

    private final OpenRequest request = new OpenRequest();

    @Test
    void coversWhatComesAfterEachOfItsAnswers() {
        request.begin(START, 2);
        assertThat(request.covers(START)).isTrue();

        assertThat(request.isAnsweredBy(batch(10, 12, 12))).isTrue();

        assertThat(request.covers(START.at(12))).isTrue();
        assertThat(request.covers(START)).as("a lost batch").isFalse();
        assertThat(request.reached()).isEqualTo(START.at(12));
    }

    @Test
    void isOverAfterItsLastAnswer() {
        request.begin(START, 2);
        assertThat(request.isAnsweredBy(batch(10, 11, 11))).isTrue();
        assertThat(request.isAnsweredBy(batch(11, 12, 12))).isTrue();

        assertIsOver(START.at(12));
    }

    @Test
    void isOverAfterABatchThatDoesNotReachTheHead() {
        request.begin(START, 2);

        assertThat(request.isAnsweredBy(batch(10, 11, 12))).isTrue();

        assertIsOver(START.at(11));
    }

    @Test
    void isOverIfTheSectionMovesAway() {
        request.begin(START, 2);

        assertThat(request.isAnsweredBy(Fetched.Batch.nothing(START))).isTrue();

        assertIsOver(START);
    }

    @Test
    void isOverIfTheLogIsLost() {
        request.begin(START, 2);

        assertThat(request.isAnsweredBy(Fetched.OutOfReach.INSTANCE)).isTrue();

        assertIsOver(START);
    }

    private void assertIsOver(Cursor next) {
        assertThat(request.covers(next)).isFalse();
        assertThat(request.reached()).isNull();
        assertThat(request.isAnsweredBy(batch(10, 12, 12)))
                .as("a second answer")
                .isFalse();
    }

    private static Fetched.Batch batch(long after, long next, long head) {
        return new Fetched.Batch(after, List.of(), START.at(next), 0, 0, head);
    }
}
