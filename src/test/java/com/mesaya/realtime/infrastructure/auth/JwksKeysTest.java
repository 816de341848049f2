package com.mesaya.realtime.infrastructure.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.infrastructure.auth.VerificationKeys.Found;
import com.mesaya.realtime.infrastructure.auth.VerificationKeys.Missing;
import com.mesaya.realtime.infrastructure.auth.VerificationKeys.Result;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JwksKeysTest {

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MAX_WAITING = 3;
    private static final KeySource.Jwks SETTINGS = new KeySource.Jwks(
            URI.create("http://127.0.0.1/jwks"), LIFE, INTERVAL, Duration.ofSeconds(3), INTERVAL, MAX_WAITING);
    private static final Algorithm OLD = Algorithm.HMAC256("old");
    private static final Algorithm NEW = Algorithm.HMAC256("new");

    private final SettableClock clock = new SettableClock();
    private final FakeJwks jwks = new FakeJwks();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final JwksKeys keys = keys(SETTINGS);
    private final JwksKeys slowKeys = new JwksKeys(SETTINGS, jwks, clock, waiting::add);

    @Test
    void areReadOnceForAllTokens() {
        jwks.keys.put("old", OLD);
        jwks.keys.put("new", NEW);

        assertThat(found("old")).isEqualTo(new Found(OLD));
        assertThat(found("new")).isEqualTo(new Found(NEW));
        assertThat(found("old")).isEqualTo(new Found(OLD));

        assertThat(jwks.readings).isEqualTo(1);
    }

    @Test
    void areReadAgainForAKeyThatIsNew() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.keys.put("new", NEW);
        clock.pass(INTERVAL);

        assertThat(found("new")).isEqualTo(new Found(NEW));
    }

    @Test
    void areWaitedForIfTheSetWasReadJustBeforeTheyWerePutIn() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.keys.put("new", NEW);
        clock.pass(Duration.ofSeconds(1));

        CompletableFuture<Result> asked = keys.find("new").toCompletableFuture();
        CompletableFuture<Result> another = keys.find("random").toCompletableFuture();

        assertThat(asked).isNotDone();
        assertThat(timers).hasSize(1);
        ringAfter(INTERVAL.minusSeconds(1));
        assertThat(asked).isCompletedWithValue(new Found(NEW));
        assertThat(another).isCompletedWithValue(Missing.UNKNOWN);
        assertThat(jwks.readings).isEqualTo(2);
    }

    @Test
    void areWaitedForBySoManyTokensAtOnceAndUnavailableToTheOthers() {
        jwks.keys.put("old", OLD);
        found("old");
        for (int round = 0; round < 2; round++) {
            clock.pass(Duration.ofSeconds(1));

            for (int count = 0; count < MAX_WAITING; count++) {
                assertThat(keys.find("random-" + count).toCompletableFuture()).isNotDone();
            }
            assertThat(found("new")).isEqualTo(Missing.UNAVAILABLE);
            assertThat(found("old")).isEqualTo(new Found(OLD));

            ringAfter(INTERVAL.minusSeconds(1));
        }
        assertThat(jwks.readings).isEqualTo(3);
    }

    @Test
    void areUnavailableIfTheSetMayNotBeReadSoon() {
        var impatient = keys(new KeySource.Jwks(
                SETTINGS.url(), LIFE, INTERVAL, SETTINGS.timeout(), INTERVAL.minusSeconds(2), MAX_WAITING));
        jwks.keys.put("old", OLD);
        impatient.find("old").toCompletableFuture().join();
        clock.pass(Duration.ofSeconds(1));

        assertThat(impatient.find("new").toCompletableFuture()).isCompletedWithValue(Missing.UNAVAILABLE);

        clock.pass(Duration.ofSeconds(1));
        assertThat(impatient.find("new").toCompletableFuture()).isNotDone();
    }

    @Test
    void areUnavailableIfTheyWereWaitedForAndTheSetCanNotBeRead() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.broken = true;
        clock.pass(Duration.ofSeconds(1));

        CompletableFuture<Result> asked = keys.find("new").toCompletableFuture();
        ringAfter(INTERVAL.minusSeconds(1));

        assertThat(asked).isCompletedWithValue(Missing.UNAVAILABLE);
    }

    @Test
    void areUnavailableIfTheTimerRingsBeforeTheSetMayBeRead() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.keys.put("new", NEW);
        clock.pass(Duration.ofSeconds(1));

        CompletableFuture<Result> asked = keys.find("new").toCompletableFuture();
        ringAfter(Duration.ofSeconds(1));

        assertThat(asked).isCompletedWithValue(Missing.UNAVAILABLE);
    }

    @Test
    void areUnknownIfTheSetDoesNotHaveThem() {
        jwks.keys.put("old", OLD);

        assertThat(found("other")).isEqualTo(Missing.UNKNOWN);
        assertThat(found(null)).isEqualTo(Missing.UNKNOWN);
    }

    @Test
    void areNotReadMoreOftenHoweverManyUnknownOnesAreNamed() {
        jwks.keys.put("old", OLD);

        for (int count = 0; count < 1_000; count++) {
            assertThat(found("random-" + count)).isEqualTo(Missing.UNKNOWN);
        }
        assertThat(jwks.readings).isEqualTo(1);

        clock.pass(INTERVAL);
        for (int count = 0; count < 1_000; count++) {
            assertThat(found("random-" + count)).isEqualTo(Missing.UNKNOWN);
        }
        assertThat(jwks.readings).isEqualTo(2);
    }

    @Test
    void areThereForOthersWhileUnknownOnesAreNamed() {
        jwks.keys.put("old", OLD);
        found("old");

        for (int count = 0; count < 1_000; count++) {
            clock.pass(Duration.ofSeconds(1));
            var unknown = keys.find("random-" + count);
            assertThat(unknown).isNotNull();
            assertThat(found("old")).isEqualTo(new Found(OLD));
        }
    }

    @Test
    void areThereForOthersWhileAnUnknownOneIsLookedFor() {
        jwks.keys.put("old", OLD);
        CompletableFuture<Result> first = slowKeys.find("old").toCompletableFuture();
        waiting.remove().run();
        assertThat(first).isCompletedWithValue(new Found(OLD));
        clock.pass(INTERVAL);

        CompletableFuture<Result> unknown = slowKeys.find("random").toCompletableFuture();
        CompletableFuture<Result> another = slowKeys.find("random-2").toCompletableFuture();

        assertThat(slowKeys.find("old").toCompletableFuture()).isCompletedWithValue(new Found(OLD));
        assertThat(unknown).isNotDone();
        assertThat(another).isNotDone();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThat(unknown).isCompletedWithValue(Missing.UNKNOWN);
        assertThat(another).isCompletedWithValue(Missing.UNKNOWN);
    }

    @Test
    void areRefusedOnceTheirSetsLifeIsOverIfTheyWereTakenOut() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.keys.clear();
        jwks.keys.put("new", NEW);
        clock.pass(LIFE);

        assertThat(found("old")).isEqualTo(Missing.UNKNOWN);
        assertThat(found("new")).isEqualTo(new Found(NEW));
    }

    @Test
    void areReadAheadOfTimeWithoutAnybodyWaiting() {
        jwks.keys.put("old", OLD);
        var first = slowKeys.find("old");
        waiting.remove().run();
        assertThat(first.toCompletableFuture()).isDone();
        clock.pass(LIFE.dividedBy(2));

        assertThat(slowKeys.find("old").toCompletableFuture()).isCompletedWithValue(new Found(OLD));
        waiting.remove().run();

        clock.pass(LIFE.dividedBy(2));
        assertThat(slowKeys.find("old").toCompletableFuture()).isCompletedWithValue(new Found(OLD));
    }

    @Test
    void areGoodForTheirLifeIfTheSetCanNotBeRead() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.broken = true;
        clock.pass(LIFE.minusSeconds(1));

        assertThat(found("old")).isEqualTo(new Found(OLD));

        clock.pass(Duration.ofSeconds(1));
        assertThat(found("old")).isEqualTo(Missing.UNAVAILABLE);
    }

    @Test
    void areUnavailableIfNobodyCanTellWhetherTheyExist() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.broken = true;
        clock.pass(INTERVAL);

        assertThat(found("new")).isEqualTo(Missing.UNAVAILABLE);
    }

    @Test
    void areAskedForAgainAfterAFailureButNotAtOnce() {
        jwks.broken = true;
        assertThat(found("old")).isEqualTo(Missing.UNAVAILABLE);
        assertThat(found("old")).isEqualTo(Missing.UNAVAILABLE);
        assertThat(jwks.readings).isEqualTo(1);
        jwks.broken = false;
        jwks.keys.put("old", OLD);

        clock.pass(INTERVAL);

        assertThat(found("old")).isEqualTo(new Found(OLD));
    }

    @Test
    void areUnavailableIfTheReadingFailsInAWayItShouldNot() {
        var buggy = new JwksKeys(
                SETTINGS,
                () -> {
                    throw new IllegalStateException("a bug");
                },
                clock,
                Runnable::run);

        assertThat(buggy.find("old").toCompletableFuture()).isCompletedWithValue(Missing.UNAVAILABLE);
    }

    @Test
    void areReadAgainAfterAReadingThatFailedBadly() {
        var once = new AtomicBoolean(true);
        var failing = new JwksKeys(
                SETTINGS,
                () -> {
                    if (once.getAndSet(false)) {
                        throw new StackOverflowError();
                    }
                    return jwks.read();
                },
                clock,
                Runnable::run);
        jwks.keys.put("old", OLD);

        assertThat(failing.find("old").toCompletableFuture()).isCompletedWithValue(Missing.UNAVAILABLE);
        clock.pass(INTERVAL);

        assertThat(failing.find("old").toCompletableFuture()).isCompletedWithValue(new Found(OLD));
    }

    @Test
    void areUnavailableIfTheExecutorTakesNothing() {
        Executor stopped = task -> {
            throw new RejectedExecutionException("stopped");
        };

        assertThat(new JwksKeys(SETTINGS, jwks, clock, stopped).find("old").toCompletableFuture())
                .isCompletedWithValue(Missing.UNAVAILABLE);
    }

    @Test
    void areNotYoungerBecauseTheClockWasSetBack() {
        jwks.keys.put("old", OLD);
        found("old");
        jwks.keys.clear();
        clock.pass(Duration.ofHours(-1));

        assertThat(found("old")).isEqualTo(Missing.UNKNOWN);
    }

    @Test
    void areNotReplacedByOlderOnesThatTookTooLong() {
        var slow = new CompletableFuture<Map<String, Algorithm>>();
        Queue<CompletableFuture<Map<String, Algorithm>>> answers =
                new ArrayDeque<>(List.of(slow, CompletableFuture.completedFuture(Map.of("new", NEW))));
        var tasks = new ArrayDeque<CompletableFuture<Void>>();
        var impatient = new JwksKeys(
                new KeySource.Jwks(SETTINGS.url(), LIFE, INTERVAL, Duration.ofMillis(250), INTERVAL, MAX_WAITING),
                () -> answers.remove().join(),
                clock,
                task -> tasks.add(CompletableFuture.runAsync(task)));
        assertThat(impatient.find("old").toCompletableFuture().join()).isEqualTo(Missing.UNAVAILABLE);
        clock.pass(INTERVAL);
        assertThat(impatient.find("new").toCompletableFuture().join()).isEqualTo(new Found(NEW));

        slow.complete(Map.of("old", OLD));
        tasks.forEach(CompletableFuture::join);

        assertThat(impatient.find("new").toCompletableFuture()).isCompletedWithValue(new Found(NEW));
    }

    private JwksKeys keys(KeySource.Jwks settings) {
        return new JwksKeys(settings, jwks, clock, Runnable::run, (wait, task) -> timers.add(task));
    }

    /** Lets the timer ring after a time that has passed. */
    private void ringAfter(Duration time) {
        clock.pass(time);
        timers.remove().run();
    }

    private Result found(@Nullable String keyId) {
        return keys.find(keyId).toCompletableFuture().join();
    }

    private static final class FakeJwks implements JwksKeys.Reader {

        private final Map<String, Algorithm> keys = new HashMap<>();
        private boolean broken;
        private int readings;

        @Override
        public Map<String, Algorithm> read() throws IOException {
            readings++;
            if (broken) {
                throw new IOException("no answer");
            }
            return Map.copyOf(keys);
        }
    }
}
