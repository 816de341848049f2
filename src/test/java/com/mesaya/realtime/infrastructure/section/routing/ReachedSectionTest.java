package com.mesaya.realtime.infrastructure.section.routing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.join.JoinWait;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A section whose node has died doesn't answer until it has started on another node. */
class ReachedSectionTest {

    private static final ActorTestKit TEST_KIT = ActorTestKit.create(
            "reached-section",
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));

    private final AtomicInteger asked = new AtomicInteger();

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void isAskedUntilItAnswers() {
        ShardedSections sections = sectionThatAnswers(3);

        assertThat(reach(sections, JoinWait.begin(PATIENCE, new CompletableFuture<>())))
                .succeedsWithin(PATIENCE);
    }

    @Test
    void isGivenUpAfterTheAskTimeoutAtLeast() {
        ShardedSections sections = sectionThatAnswers(Integer.MAX_VALUE);

        assertThat(reach(sections, JoinWait.begin(Duration.ZERO, new CompletableFuture<>())))
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TimeoutException.class);
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void isNotAskedAgainForAClientThatIsGone() {
        ShardedSections sections = sectionThatAnswers(Integer.MAX_VALUE);

        assertThat(reach(sections, JoinWait.begin(PATIENCE, CompletableFuture.completedStage(null))))
                .succeedsWithin(PATIENCE);
        assertThat(asked).hasValue(1);
    }

    private static CompletableFuture<?> reach(ShardedSections sections, JoinWait wait) {
        return sections.reach(Events.SECTION, true, wait).toCompletableFuture();
    }

    private ShardedSections sectionThatAnswers(int question) {
        ActorRef<SectionProtocol.Command> section = TEST_KIT.spawn(Behaviors.receiveMessage(command -> {
            if (command instanceof SectionProtocol.Reach reach && asked.incrementAndGet() >= question) {
                reach.replyTo().tell(SectionProtocol.Reached.INSTANCE);
            }
            return Behaviors.same();
        }));
        return new ShardedSections(TEST_KIT.system(), settings(), section);
    }

    private static SectionSettings settings() {
        SectionSettings usual = TestSection.settings(OverflowPolicy.CONFLATE);
        return new SectionSettings(
                usual.log(),
                usual.batch(),
                usual.bound(),
                usual.overflow(),
                usual.linger(),
                usual.maxUnwatched(),
                usual.resumeMaxAge(),
                usual.maxResumable(),
                usual.pollTimeout(),
                Duration.ofMillis(500),
                usual.giveUpAfter(),
                usual.handover());
    }
}
