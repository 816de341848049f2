package com.mesaya.realtime.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JoinSectionTest {

    private static final SectionId SECTION = new SectionId("terraza");
    private static final Snapshot SNAPSHOT = new Snapshot(Frame.of(Snapshot.EVENT, "{}".getBytes(UTF_8)), Map.of());

    private final List<String> calls = new ArrayList<>();
    private final Subscription subscription = new FakeSubscription();
    private final CompletableFuture<Subscription> subscribing = new CompletableFuture<>();
    private final CompletableFuture<SnapshotSource.Answer> answer = new CompletableFuture<>();
    private final JoinSection joinSection = new JoinSection(
            section -> {
                calls.add("subscribe " + section);
                return subscribing;
            },
            (section, token) -> {
                calls.add("get " + section + " with " + token);
                return answer;
            });

    private final class FakeSubscription implements Subscription {

        @Override
        public Cursor start() {
            return new Cursor(1, 0);
        }

        @Override
        public List<LogEntry> holds() {
            return List.of();
        }

        @Override
        public CompletionStage<Fetched> fetch(Cursor cursor) {
            calls.add("fetch");
            return new CompletableFuture<>();
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    @Test
    void takesItsPlaceInTheLogBeforeItAsksForTheSnapshot() {
        CompletionStage<JoinSection.Result> joining = joinSection.join(SECTION, "jwt");
        assertThat(calls).containsExactly("subscribe terraza");

        subscribing.complete(subscription);

        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt");
        assertThat(joining.toCompletableFuture()).isNotDone();
    }

    @Test
    void handsOverSnapshotAndSubscriptionAfterExactlyOneGet() {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Found(SNAPSHOT));

        CompletionStage<JoinSection.Result> joining = joinSection.join(SECTION, "jwt");

        assertThat(joining).isCompletedWithValue(new JoinSection.Joined(SNAPSHOT, subscription));
        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt");
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCESS_DENIED", "SECTION_NOT_FOUND", "SNAPSHOT_UNAVAILABLE"})
    void givesItsPlaceUpWhenTheMainApiRefuses(ErrorCode code) {
        subscribing.complete(subscription);
        answer.complete(new SnapshotSource.Unavailable(code));

        CompletionStage<JoinSection.Result> joining = joinSection.join(SECTION, "jwt");

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(code));
        assertThat(calls).containsExactly("subscribe terraza", "get terraza with jwt", "close");
    }

    @Test
    void refusesWithoutAGetWhenTheSectionCannotBeSubscribedTo() {
        subscribing.completeExceptionally(new IllegalStateException("no answer in time"));

        CompletionStage<JoinSection.Result> joining = joinSection.join(SECTION, "jwt");

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).containsExactly("subscribe terraza");
    }

    @Test
    void givesItsPlaceUpWhenTheSourceFailsAlthoughItNeverShould() {
        subscribing.complete(subscription);
        answer.completeExceptionally(new IllegalStateException("broken"));

        CompletionStage<JoinSection.Result> joining = joinSection.join(SECTION, "jwt");

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).endsWith("close");
    }

    @Test
    void givesItsPlaceUpWhenTheSourceThrowsAlthoughItNeverShould() {
        var careless = new JoinSection(section -> CompletableFuture.completedStage(subscription), (section, token) -> {
            throw new IllegalStateException("broken");
        });

        CompletionStage<JoinSection.Result> joining = careless.join(SECTION, "jwt");

        assertThat(joining).isCompletedWithValue(new JoinSection.Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
        assertThat(calls).containsExactly("close");
    }
}
