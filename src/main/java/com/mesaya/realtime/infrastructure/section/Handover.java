package com.mesaya.realtime.infrastructure.section;

import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** The way of a moving actor's state from one node to another. Thread-safe. */
interface Handover {

    /** For actors that never move. */
    Handover NONE = new Handover() {
        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public Set<ActorRef<StateKeeper.Command>> keepers() {
            return Set.of();
        }

        @Override
        public boolean areAll(Set<ActorRef<StateKeeper.Command>> heard) {
            return true;
        }

        @Override
        public Optional<ActorRef<StateKeeper.Command>> keeperFor(String name) {
            return Optional.empty();
        }

        @Override
        public void forget(String name) {}

        @Override
        public Optional<byte[]> write(SectionMessage state) {
            return Optional.empty();
        }

        @Override
        public void written(byte[] bytes) {}

        @Override
        public <S> Optional<S> read(byte[] bytes, Class<S> type) {
            return Optional.empty();
        }
    };

    /** Returns whether there has never been another node, so that no node keeps any state. */
    boolean isAlone();

    /** The keepers that may have the state of an actor that is about to begin, as far as they are known yet. */
    Set<ActorRef<StateKeeper.Command>> keepers();

    /** Returns whether these are the keepers of all nodes that can be reached. */
    boolean areAll(Set<ActorRef<StateKeeper.Command>> heard);

    /** The keeper for the state of an actor that ends here: one on a node that stays. */
    Optional<ActorRef<StateKeeper.Command>> keeperFor(String name);

    /** Tells all keepers to drop the state of that name. */
    void forget(String name);

    /** A state's bytes; empty if they are too many, together with those being sent already, or can't be written. */
    Optional<byte[]> write(SectionMessage state);

    /** These bytes have been sent, or need not be any more. */
    void written(byte[] bytes);

    /** The state in the bytes; empty if another version wrote what this one can't read. */
    <S> Optional<S> read(byte[] bytes, Class<S> type);
}
