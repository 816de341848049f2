package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.RegistrarProtocol;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Waits until the sections of all nodes have registered the entities they show with a bucket that begins anew. A bucket that had to
 * begin without some nodes goes on asking them. Not thread-safe.
 */
final class RollCall {

    /**
     * The registrars that are asked for the entities that the sections show.
     *
     * @param all the known registrars of all nodes, this one among them
     * @param count the number of nodes that must have one
     */
    record Registrars(Set<ActorRef<RegistrarProtocol.Command>> all, int count) {
        /** Copies the set. */
        Registrars {
            all = Set.copyOf(all);
        }
    }

    private final Supplier<Registrars> registrars;
    private final Set<ActorRef<RegistrarProtocol.Command>> answered = new HashSet<>();
    private final Set<SectionId> expected = new HashSet<>();
    /** Sections that have registered; some do before their node has named them. */
    private final Set<SectionId> reported = new HashSet<>();

    private boolean over;
    private boolean complete;

    RollCall(Supplier<Registrars> registrars) {
        this.registrars = registrars;
    }

    /** Returns whether the bucket may answer. */
    boolean isOver() {
        return over;
    }

    /** Returns whether the sections of all nodes have registered. */
    boolean isComplete() {
        return complete;
    }

    /** Passes the registrars that have not answered yet. */
    void ask(Consumer<ActorRef<RegistrarProtocol.Command>> request) {
        registrars.get().all().stream()
                .filter(registrar -> !answered.contains(registrar))
                .forEach(request);
    }

    /** A registrar has named the sections of its node. */
    void add(DirectoryProtocol.NodeSections answer) {
        if (answered.add(answer.registrar()) && !over) {
            answer.sections().stream()
                    .filter(section -> !reported.contains(section))
                    .forEach(expected::add);
        }
    }

    /** A section has registered its entities, or shows none. */
    void add(SectionId section) {
        if (!over) {
            reported.add(section);
            expected.remove(section);
        }
    }

    /** Ends if all sections have registered. @return whether it has ended now */
    boolean endIfComplete() {
        if (over || !expected.isEmpty()) {
            return false;
        }
        Registrars now = registrars.get();
        complete = now.all().size() >= now.count() && answered.containsAll(now.all());
        if (complete) {
            end();
        }
        return complete;
    }

    /** Ends although some sections may not have registered. */
    void end() {
        over = true;
        reported.clear();
    }

    /** The bucket continues with its former knowledge, so no section needs to register. */
    void skip() {
        over = true;
        complete = true;
    }
}
