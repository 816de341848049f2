package com.mesaya.realtime.infrastructure.section;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.log.BatchLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // a test looks at the answers that it is about
class OutboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);

    private record Sent(String to, long number, List<String> questions) {}

    private final List<Sent> sent = new ArrayList<>();
    private final List<String> resent = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - PATIENCE.toNanos());
    private final Outbox<String, String, String> outbox = new Outbox<>(
            new Outbox.Limits(new BatchLimits(4, 10), PATIENCE, GIVE_UP_AFTER),
            String::length,
            new Outbox.Post<>() {
                @Override
                public void send(String to, long number, List<String> questions) {
                    sent.add(new Sent(to, number, questions));
                }

                @Override
                public void late(String question) {
                    late.add(question);
                }

                @Override
                public void resending(String to) {
                    resent.add(to);
                }

                @Override
                public String giveUp(String to, String question) {
                    return "gave up " + question;
                }

                @Override
                public String refuse(String question) {
                    return "refused " + question;
                }
            },
            nanoTime::get);

    @Test
    void sendsAQuestionAtOnceAndWhatIsAskedMeanwhileTogether() {
        var first = ask("a");
        var second = ask("b");
        var third = ask("c");
        assertThat(questions()).containsExactly(List.of("a"));

        answerLast("1");

        assertThat(questions()).containsExactly(List.of("a"), List.of("b", "c"));
        assertThat(first).isCompletedWithValue("1");
        assertThat(second).isNotDone();
        answerLast("2", "3");
        assertThat(second).isCompletedWithValue("2");
        assertThat(third).isCompletedWithValue("3");
        assertThat(sent).hasSize(2);
    }

    @Test
    void keepsMessagesWithinTheirLimitsButSendsOneThatIsTooLargeAlone() {
        ask("first");
        List.of("1234", "5678", "9", "123", "larger than all of it", "x", "y", "z", "u", "v")
                .forEach(this::ask);

        while (sent.size() < 6) {
            answerLast(last().questions().toArray(String[]::new));
        }

        assertThat(questions())
                .containsExactly(
                        List.of("first"),
                        List.of("1234", "5678", "9"),
                        List.of("123"),
                        List.of("larger than all of it"),
                        List.of("x", "y", "z", "u"),
                        List.of("v"));
    }

    @Test
    void recipientsDoNotWaitForEachOther() {
        outbox.ask("one", "a");
        outbox.ask("other", "b");

        assertThat(questions()).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void resendsTheSameMessageEachTimeLaterUntilItIsAnswered() {
        var answer = ask("a");
        ask("b");

        after(4);
        assertThat(sent).hasSize(1);
        after(1);
        assertThat(sent).hasSize(2);
        after(9);
        assertThat(sent).hasSize(2);
        after(1);
        assertThat(sent).hasSize(3);
        assertThat(sent).allMatch(message -> message.equals(last()));
        assertThat(resent).containsExactly("x", "x");
        answerLast("1");

        assertThat(answer).isCompletedWithValue("1");
        assertThat(last().questions()).containsExactly("b");
    }

    @Test
    void reportsEachLateQuestionOnceAndInOrder() {
        ask("a");
        ask("b");
        afterMillis(2400);
        assertThat(late).isEmpty();

        afterMillis(100);
        assertThat(late).containsExactly("a", "b");
        ask("c");
        afterMillis(100);
        after(6);
        assertThat(late).containsExactly("a", "b", "c");

        answerLast("1");
        ask("d");
        afterMillis(2400);
        assertThat(late).containsExactly("a", "b", "c");
        afterMillis(100);
        assertThat(late).containsExactly("a", "b", "c", "d");
    }

    @Test
    void resendsAtOnceWhenItIsToldTo() {
        ask("a");
        ask("b");
        after(5);
        after(4);
        outbox.ask("y", "c");
        outbox.answered("y", last().number(), List.of("1"));

        outbox.resend();

        assertThat(sent.subList(3, sent.size())).containsExactly(sent.get(0));
        assertThat(resent).containsExactly("x");
        after(4);
        assertThat(sent).hasSize(4);
        after(1);
        assertThat(sent).hasSize(5);
    }

    @Test
    void ignoresAnswersThatComeTwiceOrLate() {
        ask("a");
        var second = ask("b");
        Sent first = last();
        answerLast("1");

        outbox.answered("x", first.number(), List.of("1"));
        outbox.answered("y", first.number(), List.of("1"));

        assertThat(second).isNotDone();
        assertThat(sent).hasSize(2);
    }

    @Test
    void aLateAnswerCountsForNoOtherMessageEvenAfterALongSilence() {
        ask("a");
        Sent first = last();
        answerLast("1");
        after(200);
        var later = ask("b");

        outbox.answered("x", first.number(), List.of("late"));

        assertThat(later).isNotDone();
    }

    @Test
    void asksAgainWhatAnAnswerLeavesOpenBeforeWhatWasAskedLater() {
        ask("a");
        var b = ask("b");
        ask("c");
        answerLast("1");
        ask("d");

        answerLast("2");

        assertThat(b).isCompletedWithValue("2");
        assertThat(last().questions()).containsExactly("c", "d");
    }

    @Test
    void sendsTheQuestionsOfARefusedMessageAloneAndRefusesOnlyTheOneAtFault() {
        ask("a");
        var b = ask("b");
        var bad = ask("bad");
        var c = ask("c");
        answerLast("1");
        answerLast();
        assertThat(last().questions()).containsExactly("b");
        answerLast("2");
        assertThat(last().questions()).containsExactly("bad");
        ask("d");
        answerLast();
        assertThat(last().questions()).containsExactly("c");
        answerLast("3");

        assertThat(b).isCompletedWithValue("2");
        assertThat(bad).isCompletedWithValue("refused bad");
        assertThat(c).isCompletedWithValue("3");
        assertThat(last().questions()).containsExactly("d");
    }

    @Test
    void givesAMessageUpAfterSoLongAndTheNextOneAfterItsFirstPatience() {
        var first = ask("a");
        for (int second = 0; second < 59; second++) {
            after(1);
        }
        assertThat(first).isNotDone();
        var second = ask("b");
        for (int more = 0; more < 20; more++) {
            after(1);
        }
        assertThat(first).isCompletedWithValue("gave up a");

        after(PATIENCE.toSeconds());

        assertThat(second).isCompletedWithValue("gave up b");
    }

    @Test
    void isPatientAgainOnceTheRecipientHasAnswered() {
        ask("a");
        after(GIVE_UP_AFTER.toSeconds());
        ask("b");
        answerLast("2");
        var third = ask("c");

        after(PATIENCE.toSeconds());

        assertThat(third).isNotDone();
    }

    @Test
    void isPatientWithOthersThanTheSilentOne() {
        ask("a");
        after(GIVE_UP_AFTER.toSeconds());
        var other = outbox.ask("y", "b").toCompletableFuture();

        after(PATIENCE.toSeconds());

        assertThat(other).isNotDone();
    }

    private CompletableFuture<String> ask(String question) {
        return outbox.ask("x", question).toCompletableFuture();
    }

    private void answerLast(String... answers) {
        outbox.answered("x", last().number(), List.of(answers));
    }

    private Sent last() {
        return sent.get(sent.size() - 1);
    }

    private List<List<String>> questions() {
        return sent.stream().map(Sent::questions).toList();
    }

    private void after(long seconds) {
        afterMillis(seconds * 1000);
    }

    private void afterMillis(long millis) {
        nanoTime.addAndGet(Duration.ofMillis(millis).toNanos());
        outbox.tick();
    }
}
