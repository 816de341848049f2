package com.mesaya.realtime.infrastructure.section.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.testkit.ExplicitlyTriggeredScheduler;
import org.slf4j.LoggerFactory;

/**
 * An actor system in which everything runs on the thread that tells, and no timer fires unless time is made to pass: when
 * {@code tell} is back, the message has been handled and all that it led to. So a seed replays exactly.
 */
public final class Stage implements AutoCloseable {

    private static final String ON_THE_CALLING_THREAD = "pekko.test.calling-thread-dispatcher";

    /** Catches what an actor answers. */
    public static final class Mailbox<T> {
        private final Queue<T> received = new ArrayDeque<>();
        private final ActorRef<T> ref;

        private Mailbox(ActorTestKit testKit) {
            this.ref = testKit.spawn(
                    Behaviors.<T>receiveMessage(message -> {
                        received.add(message);
                        return Behaviors.same();
                    }),
                    DispatcherSelector.fromConfig(ON_THE_CALLING_THREAD));
        }

        public ActorRef<T> ref() {
            return ref;
        }

        boolean isFilled() {
            return !received.isEmpty();
        }

        /** All it has got since it was asked last. */
        public List<T> take() {
            var taken = new ArrayList<>(received);
            received.clear();
            return taken;
        }
    }

    private final ActorTestKit testKit = ActorTestKit.create(
            "simulation",
            ManualTime.config()
                    .withFallback(ConfigFactory.parseString("pekko.actor.provider = local\n"
                            + "pekko.loglevel = OFF\npekko.stdout-loglevel = OFF\npekko.log-dead-letters = off"))
                    .withFallback(ConfigFactory.load()));
    private final ExplicitlyTriggeredScheduler scheduler =
            (ExplicitlyTriggeredScheduler) Adapter.toClassic(testKit.system()).scheduler();
    private final Logger restarts = (Logger) LoggerFactory.getLogger("org.apache.pekko");
    private final Level level = restarts.getLevel();

    /** A stage for as many simulations as one likes, one after the other. */
    public Stage() {
        restarts.setLevel(Level.OFF);
    }

    public <T> Mailbox<T> mailbox() {
        return new Mailbox<>(testKit);
    }

    public <T> ActorRef<T> spawn(Behavior<T> behavior) {
        return testKit.spawn(behavior, DispatcherSelector.fromConfig(ON_THE_CALLING_THREAD));
    }

    /** Ends an actor of this stage. */
    public void stop(ActorRef<?> actor) {
        Adapter.toClassic(actor).tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
    }

    /** What {@link ManualTime} does, without its pause for other threads: there are none. */
    public void timePasses(Duration duration) {
        scheduler.scheduleOnce(duration, () -> {}, testKit.system().executionContext());
        scheduler.executeTasks(scheduler.currentTimeMs() + duration.toMillis());
    }

    @Override
    public void close() {
        testKit.shutdownTestKit();
        restarts.setLevel(level);
    }
}
