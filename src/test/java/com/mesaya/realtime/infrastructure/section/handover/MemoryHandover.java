package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;

/** A handover in which the test says which keepers are known, and which of them have to answer. */
public final class MemoryHandover implements Handover {

    private final int stateBytes;
    private final List<SectionMessage> states = new CopyOnWriteArrayList<>();
    final Set<ActorRef<StateKeeper.Command>> known = ConcurrentHashMap.newKeySet();
    final Set<ActorRef<StateKeeper.Command>> needed = ConcurrentHashMap.newKeySet();
    final AtomicInteger writtenBytes = new AtomicInteger();
    volatile boolean isReadable = true;

    /** @param stateBytes how many bytes each state takes */
    public MemoryHandover(int stateBytes) {
        this.stateBytes = stateBytes;
    }

    public void add(ActorRef<StateKeeper.Command> keeper) {
        known.add(keeper);
        needed.add(keeper);
    }

    /** Makes something else of the states that were written. */
    public <S extends SectionMessage> void replaceAll(Class<S> type, UnaryOperator<S> change) {
        states.replaceAll(state -> change.apply(type.cast(state)));
    }

    @Override
    public boolean isAlone() {
        return needed.isEmpty();
    }

    @Override
    public Set<ActorRef<StateKeeper.Command>> keepers() {
        return new HashSet<>(known);
    }

    @Override
    public boolean areAll(Set<ActorRef<StateKeeper.Command>> heard) {
        return heard.containsAll(needed);
    }

    @Override
    public Optional<ActorRef<StateKeeper.Command>> keeperFor(String name) {
        return needed.stream().findFirst();
    }

    @Override
    public void forget(String name) {
        known.forEach(keeper -> keeper.tell(new StateKeeper.Forget(name)));
    }

    @Override
    public Optional<byte[]> write(SectionMessage state) {
        states.add(state);
        return Optional.of(
                ByteBuffer.allocate(stateBytes).putInt(states.size() - 1).array());
    }

    @Override
    public void written(byte[] bytes) {
        writtenBytes.addAndGet(bytes.length);
    }

    @Override
    public <S> Optional<S> read(byte[] bytes, Class<S> type) {
        if (bytes.length != stateBytes) {
            throw new AssertionError("a state of " + bytes.length + " bytes");
        }
        int number = ByteBuffer.wrap(bytes).getInt();
        return isReadable ? Optional.of(type.cast(states.get(number))) : Optional.empty();
    }
}
