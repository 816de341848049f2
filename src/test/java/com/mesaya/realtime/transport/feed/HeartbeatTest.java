package com.mesaya.realtime.transport.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Eight beats are four seconds; the stage is a probe, and nothing waits for the clock. */
class HeartbeatTest {

    private static final ActorTestKit TEST_KIT = ActorTestKit.create(
            ManualTime.config().withFallback(ConfigFactory.parseString("pekko.actor.provider = local")));
    private static final ManualTime TIME = ManualTime.get(TEST_KIT.system());
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int BEATS = 8;
    private static final String SILENT = "The client sends no data";
    private static final String STALLED = "The socket accepts no data";

    private final TestProbe<Object> stage = TEST_KIT.createTestProbe();
    private final AtomicInteger closed = new AtomicInteger();
    private long nanos;

    @AfterAll
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void failsASocketThatTakesNothingHoweverMuchItBrings() {
        var heartbeat = new Heartbeat(TIMEOUT, LONG);
        Line line = open(heartbeat);
        line.began(nanos);

        beat(heartbeat, BEATS, line::heard);
        assertThat(failures()).isEmpty();
        beat(heartbeat, 1, line::heard);

        assertThat(failures()).containsExactly(STALLED);
    }

    @Test
    void keepsASocketThatTakesSomethingNowAndThenWhateverWaits() {
        var heartbeat = new Heartbeat(TIMEOUT, LONG);
        Line line = open(heartbeat);
        line.began(nanos);

        for (int write = 0; write < 12; write++) {
            beat(heartbeat, BEATS, line::heard);
            line.took(nanos);
            line.began(nanos);
        }
        assertThat(failures()).isEmpty();
        beat(heartbeat, BEATS + 2, line::heard);

        assertThat(failures()).contains(STALLED);
    }

    @Test
    void failsAClientThatSaysNothingThoughTheSystemTakesAllThatIsSentToIt() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        Line line = open(heartbeat);

        beat(heartbeat, BEATS, () -> takesAtOnce(line));
        assertThat(failures()).isEmpty();
        beat(heartbeat, 1, () -> takesAtOnce(line));

        assertThat(failures()).containsExactly(SILENT);
    }

    @Test
    void failsAClientThatGetsNothingHoweverMuchItSays() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        Line line = open(heartbeat);

        beat(heartbeat, BEATS, line::heard);
        assertThat(failures()).isEmpty();
        beat(heartbeat, 1, line::heard);

        assertThat(failures()).containsExactly("The server sends no data");
    }

    @Test
    void keepsAWebSocketThatGetsNothingAsLongAsItsClientSaysSomething() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        Line line = open(heartbeat);
        line.carries(Carrier.WEBSOCKET);

        beat(heartbeat, 10 * BEATS, line::heard);

        assertThat(failures()).isEmpty();
    }

    @Test
    void keepsAClientWhoseSocketTakesSomethingAfterAWaitAndFailsItAfterThat() {
        var heartbeat = new Heartbeat(LONG, TIMEOUT);
        Line line = open(heartbeat);
        line.began(nanos);

        for (int write = 0; write < 12; write++) {
            beat(heartbeat, BEATS - 1, () -> {});
            nanos += heartbeat.waitNanos();
            line.took(nanos);
            line.began(nanos);
        }
        assertThat(failures()).isEmpty();
        beat(heartbeat, BEATS + 2, () -> {});

        assertThat(failures()).contains(SILENT);
    }

    @Test
    void keepsAClientThatSaysSomethingNowAndThenAndFailsItAfterThat() {
        var heartbeat = new Heartbeat(LONG, TIMEOUT);
        Line line = open(heartbeat);

        for (int message = 0; message < 12; message++) {
            beat(heartbeat, BEATS - 1, () -> takesAtOnce(line));
            line.heard();
        }
        assertThat(failures()).isEmpty();
        beat(heartbeat, BEATS + 2, () -> takesAtOnce(line));

        assertThat(failures()).contains(SILENT);
    }

    @Test
    void keepsAClientThatAnswersPings() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        Line line = open(heartbeat);

        for (int beat = 0; beat < 100; beat++) {
            heartbeat.beat();
            if (received().contains(LiveMerge.Ping.INSTANCE)) {
                takesAtOnce(line);
                line.heard();
            }
        }
        assertThat(failures()).isEmpty();
    }

    @Test
    void pingsASilentClientEachTimeAThirdOfItsTimeHasPassed() {
        var heartbeat = new Heartbeat(LONG, TIMEOUT);
        Line line = open(heartbeat);
        var pings = new ArrayList<Integer>();

        for (int beat = 1; beat <= BEATS; beat++) {
            heartbeat.beat();
            for (Object ping : received()) {
                assertThat(ping).isEqualTo(LiveMerge.Ping.INSTANCE);
                pings.add(beat);
            }
        }
        assertThat(pings).containsExactly(2, 4, 6, 8);

        beat(heartbeat, 20, line::heard);
        assertThat(received()).isEmpty();
    }

    @Test
    void keepsAnEventStreamThoughItsClientSaysNothingAndSendsCommentsWhenNothingElseIsSent() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        Line line = open(heartbeat);
        line.carries(Carrier.EVENT_STREAM);

        beat(heartbeat, 10 * BEATS, () -> takesAtOnce(line));
        assertThat(received()).isEmpty();
        beat(heartbeat, BEATS, () -> {});

        assertThat(received()).hasSize(4).containsOnly(LiveMerge.Ping.INSTANCE);
    }

    @Test
    void failsAnEventStreamWhoseSocketTakesNothing() {
        var heartbeat = new Heartbeat(TIMEOUT, LONG);
        Line line = open(heartbeat);
        line.carries(Carrier.EVENT_STREAM);
        line.began(nanos);

        beat(heartbeat, BEATS + 1, () -> {});

        assertThat(failures()).containsExactly(STALLED);
    }

    @Test
    void countsTicksAndNotTime() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        Line line = open(heartbeat);
        line.began(nanos);
        beat(heartbeat, BEATS, () -> {});

        nanos += LONG.toNanos();
        line.took(nanos);
        takesAtOnce(line);
        beat(heartbeat, BEATS, () -> {});

        assertThat(failures()).isEmpty();
    }

    @Test
    void countsALineAsStalledAsLongAsItsSocketTakesNothing() {
        var heartbeat = new Heartbeat(LONG, LONG);
        Line line = open(heartbeat);
        Duration time = Duration.ofSeconds(2);
        takesAtOnce(line);
        takesAtOnce(line);
        line.began(nanos);

        beat(heartbeat, 5, line::heard);
        assertThat(line.isStalled(time)).isFalse();
        beat(heartbeat, 1, line::heard);
        assertThat(line.isStalled(time)).isTrue();

        line.took(nanos);
        beat(heartbeat, 1, line::heard);
        assertThat(line.isStalled(time)).isFalse();
        beat(heartbeat, 100, line::heard);
        assertThat(line.isStalled(time)).isFalse();
    }

    @Test
    void countsALineAsStalledAnewWhenItsSocketHasTakenSomething() {
        var heartbeat = new Heartbeat(LONG, LONG);
        Line line = open(heartbeat);
        Duration time = Duration.ofSeconds(2);
        line.began(nanos);
        beat(heartbeat, 4, line::heard);
        line.took(nanos);
        line.began(nanos);

        beat(heartbeat, 5, line::heard);
        assertThat(line.isStalled(time)).isFalse();
        beat(heartbeat, 1, line::heard);
        assertThat(line.isStalled(time)).isTrue();
    }

    @Test
    void takesNoHarmFromAnAcknowledgementThatComesTwice() {
        var heartbeat = new Heartbeat(TIMEOUT, LONG);
        Line line = open(heartbeat);
        takesAtOnce(line);

        line.took(nanos);
        beat(heartbeat, 10 * BEATS, line::heard);

        assertThat(failures()).isEmpty();
        assertThat(line.isStalled(Duration.ZERO)).isFalse();
    }

    @Test
    void looksNoMoreAtALineThatIsClosed() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        var checks = new AtomicInteger();
        Line line = open(heartbeat);
        line.onBeat(checks::incrementAndGet);
        beat(heartbeat, 1, () -> {});
        assertThat(checks).hasValue(1);

        line.close();
        beat(heartbeat, 10 * BEATS, () -> {});
        line.fail("too late");
        line.beat();

        assertThat(checks).hasValue(1);
        assertThat(received()).isEmpty();
        assertThat(closed).hasValue(1);
    }

    @Test
    void endsAllConnectionsOnceThePortIsClosed() {
        var heartbeat = new Heartbeat(TIMEOUT, TIMEOUT);
        open(heartbeat);
        open(heartbeat);

        heartbeat.abort();

        assertThat(failures()).containsExactly("The port is closed", "The port is closed");
    }

    @Test
    void beatsManyTimesPerTimeoutUntilItIsCancelled() {
        var heartbeat = new Heartbeat(TIMEOUT, Duration.ofMillis(800));
        var beats = new AtomicInteger();
        open(heartbeat).onBeat(beats::incrementAndGet);

        Cancellable beating = heartbeat.start(TEST_KIT.system());
        TIME.timePasses(Duration.ofMillis(99));
        assertThat(beats).hasValue(0);
        TIME.timePasses(Duration.ofMillis(1));
        stage.awaitAssert(() -> {
            assertThat(beats).hasValue(1);
            return beats;
        });
        beating.cancel();
        TIME.timePasses(LONG);

        assertThat(beats).hasValue(1);
    }

    private Line open(Heartbeat heartbeat) {
        var line = new Line(heartbeat, closed::incrementAndGet);
        line.open(Adapter.toClassic(stage.ref()));
        return line;
    }

    private void takesAtOnce(Line line) {
        line.began(nanos);
        line.took(nanos);
    }

    private static void beat(Heartbeat heartbeat, int times, Runnable before) {
        for (int beat = 0; beat < times; beat++) {
            before.run();
            heartbeat.beat();
        }
    }

    private List<String> failures() {
        return received().stream()
                .filter(LiveMerge.Fail.class::isInstance)
                .map(LiveMerge.Fail.class::cast)
                .map(LiveMerge.Fail::reason)
                .map(reason -> {
                    assertThat(reason).isInstanceOf(TimeoutException.class);
                    return reason.getMessage();
                })
                .toList();
    }

    /** Returns the messages that the stage received since the last call. */
    private List<Object> received() {
        var received = new ArrayList<>();
        var last = new Object();
        Adapter.toClassic(stage.ref()).tell(last, ActorRef.noSender());
        for (Object next = stage.receiveMessage(); next != last; next = stage.receiveMessage()) {
            received.add(next);
        }
        return received;
    }
}
