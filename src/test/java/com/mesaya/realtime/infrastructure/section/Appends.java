package com.mesaya.realtime.infrastructure.section;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.SectionEvent;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** Messages to sections and buckets of the directory that carry one event, and their answers. */
public final class Appends {

    private static final int ANY = 1;

    private Appends() {}

    public static SectionActor.Append of(SectionEvent event, ActorRef<SectionActor.Appended> replyTo) {
        return of(new SectionActor.Incoming(event), replyTo);
    }

    static SectionActor.Append of(SectionActor.Incoming event, ActorRef<SectionActor.Appended> replyTo) {
        return new SectionActor.Append(ANY, List.of(event), replyTo);
    }

    public static SectionActor.Result result(SectionActor.Appended answer) {
        assertThat(answer.results()).hasSize(1);
        return answer.results().get(0);
    }

    static DirectoryActor.LookUp lookUp(EntityChange change, ActorRef<DirectoryActor.Found> replyTo) {
        return new DirectoryActor.LookUp(ANY, ANY, List.of(change), replyTo);
    }

    static DirectoryActor.Answer answer(DirectoryActor.Found found) {
        assertThat(found.answers()).hasSize(1);
        return found.answers().get(0);
    }
}
