package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** The way of a moving actor's state from one node to another. Thread-safe. */
public interface Handover {

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
