package com.mesaya.realtime.infrastructure.section.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.infrastructure.section.routing.OpenRequest.Use;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenRequestTest {

    private static final Cursor START = new Cursor(7, 10);

    private final OpenRequest request = new OpenRequest();

    @Test
    void isNotOpenBeforeItBegins() {
        assertThat(request.mustAsk(START)).isTrue();
        assertThat(request.reached()).isNull();
        assertThat(request.answered(batch(10, 11, 11))).isEqualTo(Use.IGNORE);
    }

    @Test
    void goesOnAfterAnAnswerThatReachesTheHead() {
        request.begin(START, 2);

        assertThat(request.answered(batch(10, 12, 12))).isEqualTo(Use.PASS_ON);

        assertThat(request.mustAsk(START.at(12))).isFalse();
        assertThat(request.reached()).isEqualTo(START.at(12));
    }

    @Test
    void isOverAfterItsLastAnswer() {
        request.begin(START, 2);
        request.answered(batch(10, 11, 11));
        request.answered(batch(11, 12, 12));

        assertIsOverAt(START.at(12));
    }

    @Test
    void leavesAFeedTimeForItsAnswers() {
        request.begin(START, 2);
        request.answered(batch(10, 11, 11));
        request.answered(batch(11, 12, 12));

        assertThat(request.mustAsk(START.at(11))).isFalse();
        assertThat(request.mustAsk(START.at(12))).isTrue();
    }

    @Test
    void isOverAfterABatchThatDoesNotReachTheHead() {
        request.begin(START, 2);
        request.answered(batch(10, 11, 12));

        assertIsOverAt(START.at(11));
    }

    @Test
    void noticesALostBatch() {
        request.begin(START, 3);
        request.answered(batch(10, 11, 11));

        assertThat(request.answered(batch(12, 13, 13))).isEqualTo(Use.ASK_AGAIN);

        assertThat(request.reached()).isEqualTo(START.at(11));
    }

    @Test
    void asksOnceForALostBatch() {
        request.begin(START, 4);
        request.answered(batch(11, 12, 12));
        request.begin(START, 4);

        assertThat(request.answered(batch(12, 13, 13))).isEqualTo(Use.IGNORE);
        assertThat(request.answered(batch(10, 13, 13))).isEqualTo(Use.PASS_ON);
        assertThat(request.answered(batch(14, 15, 15)))
                .as("the next lost batch")
                .isEqualTo(Use.ASK_AGAIN);
    }

    @Test
    void goesOnAfterABatchThatArrivesTwice() {
        request.begin(START, 4);
        request.answered(batch(10, 11, 11));
        request.answered(batch(11, 12, 12));

        assertThat(request.answered(batch(10, 11, 11))).isEqualTo(Use.PASS_ON);

        assertThat(request.reached()).isEqualTo(START.at(12));
    }

    @Test
    void isOverIfTheSectionMovesAway() {
        request.begin(START, 2);

        assertThat(request.answered(Fetched.Batch.nothing(START))).isEqualTo(Use.PASS_ON);

        assertIsOverAt(START);
    }

    @Test
    void isOverIfTheLogIsLost() {
        request.begin(START, 2);
        request.answered(batch(10, 12, 12));

        assertThat(request.answered(Fetched.OutOfReach.INSTANCE)).isEqualTo(Use.PASS_ON);

        assertIsOverAt(START);
    }

    private void assertIsOverAt(Cursor next) {
        assertThat(request.mustAsk(next)).isTrue();
        assertThat(request.reached()).isNull();
        assertThat(request.answered(batch(10, 12, 12))).isEqualTo(Use.IGNORE);
    }

    private static Fetched.Batch batch(long after, long next, long head) {
        return new Fetched.Batch(after, List.of(), START.at(next), 0, 0, head);
    }
}
