package com.mesaya.realtime.infrastructure.section.message;

import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.infrastructure.section.actor.Appends;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A question that can't be written is answered at once. */
class SectionSerializerTest {

    private static final ActorTestKit TEST_KIT = TestSection.testKit("");
    private static final Serialization SERIALIZATION = SerializationExtension.get(TEST_KIT.system());
    /** No topic has it; what can't be written there can't be written anywhere. */
    private static final Origin UNWRITABLE = new Origin("\ud800", 0, 0, null);

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void saysOfEventsThatTheyCannotBeSent() {
        TestProbe<SectionProtocol.Appended> answers = TEST_KIT.createTestProbe();
        SectionEvent event = updated("1").version(1).from(UNWRITABLE).event();

        cannotBeWritten(Appends.of(event, answers.ref()));

        assertThat(answers.receiveMessage().results()).isEmpty();
    }

    @Test
    void saysOfEventsThatTheyCannotBeLookedUp() {
        TestProbe<DirectoryProtocol.Found> answers = TEST_KIT.createTestProbe();
        SectionEvent event = updated("1").version(1).event();
        var change = new EntityChange(
                null, event.entity(), "updated", EventNature.STATE, null, null, event.frame(), UNWRITABLE, null, null);

        cannotBeWritten(Appends.lookUp(change, answers.ref()));

        assertThat(answers.receiveMessage().answers()).isEmpty();
    }

    @Test
    void whatIsNoQuestionIsAnsweredToNobody() {
        cannotBeWritten(new SectionProtocol.BeginAnew("\ud800", false));
    }

    private static void cannotBeWritten(SectionMessage message) {
        assertThatThrownBy(() -> SERIALIZATION.serialize(message).get()).hasMessageContaining("surrogate");
    }
}
