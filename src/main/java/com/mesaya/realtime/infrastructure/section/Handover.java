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
        public boolean isAlone() {
            return true;
        }

        @Override
        public Set<ActorRef<SectionKeeper.Command>> keepers() {
            return Set.of();
        }

        @Override
        public boolean areAll(Set<ActorRef<SectionKeeper.Command>> heard) {
            return true;
        }

        @Override
        public Optional<ActorRef<SectionKeeper.Command>> keeperFor(SectionId section) {
            return Optional.empty();
        }

        @Override
        public void forward(SectionId section, SectionActor.Command command) {}

        @Override
        public void forget(SectionId section) {}

        @Override
        public Optional<byte[]> write(SectionState state) {
            return Optional.empty();
        }

        @Override
        public void written(byte[] bytes) {}

        @Override
        public Optional<SectionState> read(byte[] bytes) {
            return Optional.empty();
        }
    };

    /** Whether there has never been another node, so that nobody keeps anything. */
    boolean isAlone();

    /** Those who may keep the state of a section that is about to begin, as far as they are known yet. */
    Set<ActorRef<SectionKeeper.Command>> keepers();

    /** Whether these are the keepers of all nodes there are, but for those that can't be reached. */
    boolean areAll(Set<ActorRef<SectionKeeper.Command>> heard);

    /** Who is to keep the state of a section that ends here: one on a node that stays. */
    Optional<ActorRef<SectionKeeper.Command>> keeperFor(SectionId section);

    /** Sends a message on to wherever the section lives next. */
    void forward(SectionId section, SectionActor.Command command);

    /** Tells all keepers that a section goes on: what they may have of it is void. */
    void forget(SectionId section);

    /** A state's bytes; nothing if they are too many, together with what is being sent already, or can't be written. */
    Optional<byte[]> write(SectionState state);

    /** These bytes have been sent, or need not be any more. */
    void written(byte[] bytes);

    /** The state in the bytes; nothing if another version wrote what this one can't read. */
    Optional<SectionState> read(byte[] bytes);
}
