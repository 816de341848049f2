package com.mesaya.realtime.infrastructure.section.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** Messages to sections and buckets of the directory that carry one event, and their answers. */
public final class Appends {

    private static final int ANY = 1;

    private Appends() {}

    public static SectionProtocol.Append of(SectionEvent event, ActorRef<SectionProtocol.Appended> replyTo) {
        return of(new SectionProtocol.Incoming(event), replyTo);
    }

    public static SectionProtocol.Append of(
            SectionProtocol.Incoming event, ActorRef<SectionProtocol.Appended> replyTo) {
        return new SectionProtocol.Append(ANY, List.of(event), replyTo);
    }

    public static SectionProtocol.Result result(SectionProtocol.Appended answer) {
        assertThat(answer.results()).hasSize(1);
        return answer.results().get(0);
    }

    public static DirectoryProtocol.LookUp lookUp(EntityChange change, ActorRef<DirectoryProtocol.Found> replyTo) {
        return new DirectoryProtocol.LookUp(ANY, ANY, List.of(change), replyTo);
    }

    public static DirectoryProtocol.Answer answer(DirectoryProtocol.Found found) {
        assertThat(found.answers()).hasSize(1);
        return found.answers().get(0);
    }
}
