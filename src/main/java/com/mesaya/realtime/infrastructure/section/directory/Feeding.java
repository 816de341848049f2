package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.FeederProtocol;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Waits until the sections of all nodes have registered the entities they show with a bucket that begins anew. A bucket that had to
 * begin without some nodes goes on asking them. Not thread-safe.
 */
final class Feeding {

    /**
     * The feeders that are asked for the entities that the sections show.
     *
     * @param all the known feeders of all nodes, this one among them
     * @param count the number of nodes that must have one
     */
    record Feeders(Set<ActorRef<FeederProtocol.Command>> all, int count) {
        /** Copies the set. */
        Feeders {
            all = Set.copyOf(all);
        }
    }

    private final Supplier<Feeders> feeders;
    private final Set<ActorRef<FeederProtocol.Command>> answered = new HashSet<>();
    private final Set<SectionId> expected = new HashSet<>();
    /** Sections that have registered; some do before their node has named them. */
    private final Set<SectionId> reported = new HashSet<>();

    private boolean over;
    private boolean complete;

    Feeding(Supplier<Feeders> feeders) {
        this.feeders = feeders;
    }

    /** Returns whether the bucket may answer. */
    boolean isOver() {
        return over;
    }

    /** Returns whether the sections of all nodes have registered. */
    boolean isComplete() {
        return complete;
    }

    /** Passes the feeders that have not answered yet. */
    void ask(Consumer<ActorRef<FeederProtocol.Command>> request) {
        feeders.get().all().stream()
                .filter(feeder -> !answered.contains(feeder))
                .forEach(request);
    }

    /** A feeder has named the sections of its node. */
    void add(DirectoryProtocol.Fed answer) {
        if (answered.add(answer.feeder()) && !over) {
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
        Feeders now = feeders.get();
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
