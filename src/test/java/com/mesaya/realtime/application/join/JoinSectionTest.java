package com.mesaya.realtime.application.join;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.mesaya.realtime.application.join.SectionSubscriptions.Resumption;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.testing.CapturedLog;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JoinSectionTest {

    private static final long BARRIER_END = 5;
    private static final SectionId SECTION = new SectionId("terraza");
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final Snapshot SNAPSHOT =
            new Snapshot(Frame.of(Snapshot.EVENT, "{}".getBytes(UTF_8)), Map.of(), Map.of());

    private static final JoinSection.Request REQUEST =
            new JoinSection.Request(SECTION, "jwt", CLIENT, null, false, Optional.empty());
    private static final UUID SUBSCRIBER = new UUID(1, 2);

    private final List<String> calls = new ArrayList<>();
    private final Subscription subscription = new FakeSubscription();
    private CompletableFuture<?> reaching = CompletableFuture.completedFuture(SECTION);
    private final CompletableFuture<Subscription> subscribing = new CompletableFuture<>();
    private CompletableFuture<Boolean> showing = CompletableFuture.completedFuture(true);
    private final CompletableFuture<SnapshotSource.Answer> answer = new CompletableFuture<>();
    private final CompletableFuture<Optional<Resumption>> resuming = new CompletableFuture<>();
    /** The number of attempts to subscribe that fail. */
    private int lostSubscriptions;
    /** The number of answers that say that the viewer may miss an event. */
    private int incompleteAnswers;

    private final SnapshotSource source = (section, token, client) -> {
        calls.add("get " + section + " with " + token);
        return answer;
    };
    private final JoinSection joinSection = joinSection(source);
    private final JoinSection patientJoinSection = joinSection(source, Duration.ofMinutes(1));

    private JoinSection joinSection(SnapshotSource source) {
        return joinSection(source, Duration.ZERO);
    }

    private JoinSection joinSection(SnapshotSource source, Duration patience) {
        return new JoinSection(
                new FakeSubscriptions(),
                source,
                new SnapshotGate(new SnapshotGate.Limits(1, 0, patience), SnapshotGate.Pace.ANY, Runnable::run),
                Duration.ofMillis(1));
    }

    private final class FakeSubscriptions implements SectionSubscriptions {

        @Override
        public CompletionStage<?> reach(SectionId section, boolean joins, JoinWait wait) {
            return section.equals(SECTION) && joins ? reaching : CompletableFuture.completedStage(section);
        }

        @Override
        public CompletionStage<Subscription> subscribe(SectionId section) {
            calls.add("subscribe " + section);
            return lostSubscriptions-- > 0
                    ? CompletableFuture.failedStage(new IllegalStateException("no answer in time"))
                    : subscribing;
        }

        @Override
        public CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point) {
            calls.add("resume " + section + " from " + point.cursor().sequence());
            return resuming;
        }

        @Override
        public Following follow(SectionId section, Consumer<Fetched> listener) {
            throw new AssertionError("joining follows nothing");
        }
    }

    private final class FakeSubscription implements Subscription {

        @Override
        public UUID id() {
            return SUBSCRIBER;
        }

        @Override
        public CompletionStage<SectionSubscriptions.Shown> show(Snapshot snapshot, boolean resumable) {
            calls.add(resumable ? "show resumable" : "show");
            if (incompleteAnswers-- > 0) {
                return CompletableFuture.completedStage(new SectionSubscriptions.Shown(false, 0));
            }
            return showing.thenApply(complete -> new SectionSubscriptions.Shown(complete, BARRIER_END));
        }

        @Override
        public Cursor start() {
            return new Cursor(1, 0);
        }

        @Override
        public List<LogEntry> holds() {
            return List.of();
        }

        @Override
        public CompletionStage<Fetched> fetch(Cursor cursor, boolean catchesUp) {
            throw new AssertionError("joining fetches nothing");
        }

        @Override
        public void reached(long sequence) {
            throw new AssertionError("joining reads nothing");
        }

        @Override
        public void close() {
            calls.add("close");
        }

        @Override
        public void abandon() {
            calls.add("abandon");
        }
    }

    @Test
    void takesItsPlaceInTheLogBeforeItAsksForTheSnapshot() {
        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());
        assertThat(calls).containsExactly("subscribe terraza");

        subscribing.complete(subscription);

        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt");
        assertThat(joining.toCompletableFuture()).isNotDone();
    }

    @Test
    void aSectionThatDoesNotAnswerYetKeepsNoOtherFromBeingJoined() {
        reaching = new CompletableFuture<>();
        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());
        assertThat(joining.toCompletableFuture()).isNotDone();
        assertThat(joinSection.waiting()).isEqualTo(1);
        var other = new JoinSection.Request(new SectionId("other"), "jwt", CLIENT, null, false, Optional.empty());
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        assertThat(joinSection.join(other, new CompletableFuture<>()))
                .isCompletedWithValue(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
        assertThat(calls).containsExactly("subscribe other", "get other with jwt", "show");

        reaching.complete(null);
        assertThat(joining).isCompletedWithValue(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
    }

    @Test
    void refusesWithoutAGetWhenTheSectionNeverAnswers() {
        reaching = CompletableFuture.failedFuture(new IllegalStateException("no answer in time"));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).isEmpty();
        assertThat(joinSection.waiting()).isZero();
    }

    @Test
    void resumesAlthoughNobodyCanJoinAnew() {
        reaching = new CompletableFuture<>();
        var resumption = new Resumption(subscription, Map.of(), BARRIER_END);
        resuming.complete(Optional.of(resumption));

        CompletionStage<JoinSection.Result> joining = joinSection.join(comingBack(), new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Resumed(resumption));
    }

    @Test
    void handsOverSnapshotAndSubscriptionAfterExactlyOneGet() {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt", "show");
    }

    @Test
    void beginsNothingBeforeItIsKnownWhatTheViewerWillShow() {
        showing = new CompletableFuture<>();
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());
        assertThat(joining.toCompletableFuture()).isNotDone();

        showing.complete(true);
        assertThat(joining).isCompletedWithValue(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
    }

    @Test
    void givesItsPlaceUpWhenSomethingMayHaveBeenMissedSinceItBegan() {
        showing = CompletableFuture.completedFuture(false);
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt", "show", "abandon");
    }

    @Test
    void beginsAgainWhenSomethingMayHaveBeenMissed() {
        incompleteAnswers = 2;
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = patientJoinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining)
                .succeedsWithin(PATIENCE)
                .isEqualTo(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
        assertThat(calls)
                .containsExactly(
                        "subscribe terraza",
                        "get terraza with jwt",
                        "show",
                        "abandon",
                        "subscribe terraza",
                        "get terraza with jwt",
                        "show",
                        "abandon",
                        "subscribe terraza",
                        "get terraza with jwt",
                        "show");
    }

    @Test
    void joinsAnewWhereTheSectionFailsToSayWhetherThereIsAPlace() {
        resuming.completeExceptionally(new IllegalStateException("no answer in time"));
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));
        var point = new ResumePoint(SUBSCRIBER, new Cursor(1, 7));
        var request = new JoinSection.Request(SECTION, "jwt", CLIENT, null, false, Optional.of(point));

        CompletionStage<JoinSection.Result> joining = joinSection.join(request, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
        assertThat(calls).containsExactly("resume terraza from 7", "subscribe terraza", "get terraza with jwt", "show");
    }

    @Test
    void isRefusedWhenSomethingMayHaveBeenMissedThreeTimes() {
        incompleteAnswers = 3;
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = patientJoinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).succeedsWithin(PATIENCE).isEqualTo(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).filteredOn("show"::equals).hasSize(3);
        assertThat(calls).endsWith("abandon");
    }

    @Test
    void beginsAgainWhenTheSectionCannotBeSubscribedTo() {
        lostSubscriptions = 1;
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = patientJoinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining)
                .succeedsWithin(PATIENCE)
                .isEqualTo(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
        assertThat(calls).containsExactly("subscribe terraza", "subscribe terraza", "get terraza with jwt", "show");
    }

    @Test
    void doesNotBeginAgainForAClientThatIsGone() {
        var gone = new CompletableFuture<>();
        showing = new CompletableFuture<>();
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));
        CompletionStage<JoinSection.Result> joining = patientJoinSection.join(REQUEST, gone);

        gone.complete(null);
        showing.complete(false);

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt", "show", "abandon");
    }

    @Test
    void givesItsPlaceUpWhenTheSectionDoesNotSayWhetherItIsKnown() {
        showing = CompletableFuture.failedFuture(new IllegalStateException("no answer in time"));
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).endsWith("abandon");
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCESS_DENIED", "SECTION_NOT_FOUND", "SNAPSHOT_UNAVAILABLE"})
    void givesItsPlaceUpWhenTheMainApiRefuses(ErrorCode code) {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Unavailable(code));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(code));
        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt", "abandon");
    }

    @Test
    void logsOnceWhyManyCannotBeServedAndNotWhatTheyBring() {
        subscribing.complete(subscription);
        JoinSection broken = joinSection((section, token, client) -> {
            throw new IllegalStateException("over " + token);
        });
        try (var log = CapturedLog.of(JoinSection.class, Level.WARN)) {
            for (int viewer = 0; viewer < 100; viewer++) {
                assertThat(broken.join(REQUEST, new CompletableFuture<>()))
                        .isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
            }

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "WARN Section terraza cannot be requested from the main API: java.lang.IllegalStateException at [com.mesaya")
                    .doesNotContain("jwt");
        }
    }

    @Test
    void refusesWithoutAGetWhenTheSectionCannotBeSubscribedTo() {
        subscribing.completeExceptionally(new IllegalStateException("no answer in time"));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).containsExactly("subscribe terraza");
    }

    @Test
    void givesItsPlaceUpWhenTheSourceFailsAlthoughItNeverShould() {
        subscribing.complete(subscription);
        answer.completeExceptionally(new IllegalStateException("broken"));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).endsWith("abandon");
    }

    @Test
    void givesItsPlaceUpWhenTheSourceThrowsAlthoughItNeverShould() {
        subscribing.complete(subscription);
        var careless = joinSection((section, token, client) -> {
            throw new IllegalStateException("broken");
        });

        CompletionStage<JoinSection.Result> joining = careless.join(REQUEST, new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).containsExactly("subscribe terraza", "abandon");
    }

    @Test
    void asksForAFreshTokenIfTheOldOneExpiredBeforeTheMainApiSawIt() {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Unavailable(ErrorCode.ACCESS_DENIED));

        CompletionStage<JoinSection.Result> joining = joinSection.join(
                new JoinSection.Request(SECTION, "jwt", CLIENT, Instant.now().plusSeconds(5), false, Optional.empty()),
                new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.TOKEN_EXPIRED));
    }

    @Test
    void deniesAccessIfTheTokenIsStillValid() {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Unavailable(ErrorCode.ACCESS_DENIED));

        CompletionStage<JoinSection.Result> joining = joinSection.join(
                new JoinSection.Request(SECTION, "jwt", CLIENT, Instant.MAX, false, Optional.empty()),
                new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.ACCESS_DENIED));
    }

    @Test
    void asksNobodyForAClientThatIsGone() {
        subscribing.complete(subscription);

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, CompletableFuture.completedStage(null));

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).isEmpty();
    }

    @Test
    void letsThePlaceBeTakenOverByWhoeverMayWantToComeBack() {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        joinSection.join(
                new JoinSection.Request(SECTION, "jwt", CLIENT, null, true, Optional.empty()),
                new CompletableFuture<>());

        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt", "show resumable");
    }

    @Test
    void asksNobodyWhereAPlaceIsTakenUpAgain() {
        var resumption = new Resumption(subscription, Map.of(), BARRIER_END);
        resuming.complete(Optional.of(resumption));

        CompletionStage<JoinSection.Result> joining = joinSection.join(comingBack(), new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Resumed(resumption));
        assertThat(calls).containsExactly("resume terraza from 7");
    }

    @Test
    void joinsAnewWhereThePlaceIsForgotten() {
        resuming.complete(Optional.empty());
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = joinSection.join(comingBack(), new CompletableFuture<>());

        assertThat(joining).isCompletedWithValue(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
    }

    @Test
    void givesItsPlaceUpAndTakesAnotherWhenTheApiWantsToBeAskedLater() {
        var answers = new ArrayDeque<SnapshotSource.Answer>(
                List.of(new SnapshotSource.Postponed(Duration.ofMillis(1), false), new SnapshotSource.Found(SNAPSHOT)));
        subscribing.complete(subscription);
        var joining = new JoinSection(
                new FakeSubscriptions(),
                (section, token, client) -> {
                    calls.add("get");
                    return CompletableFuture.completedStage(answers.remove());
                },
                new SnapshotGate(
                        new SnapshotGate.Limits(1, 1, Duration.ofMinutes(1)), SnapshotGate.Pace.ANY, Runnable::run));

        JoinSection.Result result = joining.join(REQUEST, new CompletableFuture<>())
                .toCompletableFuture()
                .join();

        assertThat(result).isEqualTo(new JoinSection.Joined(SNAPSHOT, BARRIER_END, subscription));
        assertThat(calls).containsExactly("subscribe terraza", "get", "abandon", "subscribe terraza", "get", "show");
    }

    @Test
    void passesTheStatusOfTheApisAnswerOn() {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Unavailable(ErrorCode.SECTION_REFUSED, OptionalInt.of(422)));

        CompletionStage<JoinSection.Result> joining = joinSection.join(REQUEST, new CompletableFuture<>());

        assertThat(joining)
                .isCompletedWithValue(new JoinSection.Refused(ErrorCode.SECTION_REFUSED, OptionalInt.of(422)));
    }

    private static JoinSection.Request comingBack() {
        return new JoinSection.Request(
                SECTION, "jwt", CLIENT, null, true, Optional.of(new ResumePoint(SUBSCRIBER, new Cursor(1, 7))));
    }
}
