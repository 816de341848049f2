package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import org.apache.pekko.actor.typed.ActorRef;

/** A message that a section or a bucket of the directory sends to itself while it moves to another node. */
public sealed interface HandoverStep extends SectionProtocol.Internal, DirectoryProtocol.Internal {

    /** Leaving or arriving takes no longer than this, whatever is missing. */
    enum Overdue implements HandoverStep {
        INSTANCE
    }

    /** Keepers of further nodes may be known by now. */
    enum Look implements HandoverStep {
        INSTANCE
    }

    /** The keeper has the part that was sent last. */
    enum PartKept implements HandoverStep {
        INSTANCE
    }

    /** A keeper's answer. */
    record FromKeeper(ActorRef<StateKeeper.Command> keeper, StateKeeper.Answer answer) implements HandoverStep {}

    /** Keepers are to drop older states of this actor: it goes on. */
    record GoesOn(int part) implements HandoverStep {}
}
