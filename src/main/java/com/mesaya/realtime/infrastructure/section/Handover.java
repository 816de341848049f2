package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.SectionId;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** How a section's state gets from one node to another. Thread-safe. */
interface Handover {

    /** For a section that never moves. */
    Handover NONE = new Handover() {
        @Override
        public Set<ActorRef<SectionKeeper.Command>> keepers() {
            return Set.of();
        }

        @Override
        public Optional<ActorRef<SectionKeeper.Command>> keeperFor(SectionId section) {
            return Optional.empty();
        }

        @Override
        public void forward(SectionId section, SectionActor.Command command) {}

        @Override
        public void forgetLater(SectionId section, Set<ActorRef<SectionKeeper.Command>> keepers) {}

        @Override
        public Optional<byte[]> write(SectionState state) {
            return Optional.empty();
        }

        @Override
        public Optional<SectionState> read(byte[] bytes) {
            return Optional.empty();
        }
    };

    /** Those who may keep the state of a section that is about to begin; empty if nobody else is there. */
    Set<ActorRef<SectionKeeper.Command>> keepers();

    /** Who is to keep the state of a section that ends here: one on a node that stays. */
    Optional<ActorRef<SectionKeeper.Command>> keeperFor(SectionId section);

    /** Sends a message on to wherever the section lives next. */
    void forward(SectionId section, SectionActor.Command command);

    /** Tells keepers who couldn't be reached that a section has begun anew: what they may have of it is void. */
    void forgetLater(SectionId section, Set<ActorRef<SectionKeeper.Command>> keepers);

    /** A state's bytes; nothing if they are too many. */
    Optional<byte[]> write(SectionState state);

    /** The state in the bytes; nothing if another version wrote what this one can't read. */
    Optional<SectionState> read(byte[] bytes);
}
