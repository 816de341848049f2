package com.mesaya.realtime.infrastructure.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeActorsTest {

    private static final int FAILURES = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    /** The depth of the stack at each start. */
    private final Deque<Integer> depths = new ConcurrentLinkedDeque<>();

    @AfterEach
    void end() {
        testKit.shutdownTestKit();
    }

    @Test
    void startsAnActorAgainHoweverOftenItFailsToStart() {
        TestProbe<String> probe = testKit.createTestProbe();
        ActorRef<String> actor = testKit.spawn(NodeActors.restarting(failingAtFirst(probe.ref())));
        actor.tell("in the meantime");

        await().until(() -> {
            time.timePasses(LONGEST_PAUSE);
            return depths.size() > FAILURES;
        });

        probe.expectMessage("in the meantime");
        assertThat(depths.getLast()).isLessThan(depths.getFirst() + FAILURES);
    }

    private Behavior<String> failingAtFirst(ActorRef<String> reader) {
        return Behaviors.setup(context -> {
            start();
            return Behaviors.receiveMessage(message -> {
                reader.tell(message);
                return Behaviors.same();
            });
        });
    }

    private void start() {
        depths.add(Thread.currentThread().getStackTrace().length);
        if (depths.size() <= FAILURES) {
            throw new IllegalStateException("on purpose");
        }
    }
}
