package com.mesaya.realtime.infrastructure.section.message;

import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.Registration;
import com.mesaya.realtime.domain.entity.Whereabouts;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The messages between a {@code SectionActor} and the actors that use it. */
public final class SectionProtocol {

    private SectionProtocol() {}

    /** Messages to a section. */
    public sealed interface Command extends SectionMessage {}

    /**
     * Append these events to the log, in order.
     *
     * @param number identifies the message in its answer
     */
    public record Append(long number, List<Incoming> events, ActorRef<Appended> replyTo) implements Command, Refusable {
        /** Copies the list. */
        public Append {
            events = List.copyOf(events);
        }

        @Override
        public void refuse() {
            replyTo.tell(new Appended(events.get(0).event().section(), number, List.of()));
        }
    }

    /**
     * An event for the log.
     *
     * @param ifShown append it only if the section shows the entity
     * @param directory the incarnation of the directory that named the section; {@link Whereabouts#NOBODY} if none did, {@link
     *     Whereabouts#UNANSWERED} if none has answered yet
     */
    public record Incoming(SectionEvent event, boolean ifShown, long directory) {
        /** An event that concerns the section in any case. */
        public Incoming(SectionEvent event) {
            this(event, false, Whereabouts.NOBODY);
        }

        /** An event that is appended before the directory has answered, if the section has registered the entity. */
        public static Incoming early(SectionEvent event) {
            return new Incoming(event, true, Whereabouts.UNANSWERED);
        }

        /** Returns whether the directory has not answered yet. */
        public boolean comesEarly() {
            return directory == Whereabouts.UNANSWERED;
        }
    }

    /**
     * The answer to {@link Append}.
     *
     * @param results the results of the first events; the sender sends the others again. Empty if the message can't be sent
     */
    public record Appended(SectionId section, long number, List<Result> results) implements SectionMessage {
        /** Copies the list. */
        public Appended {
            results = List.copyOf(results);
        }
    }

    /**
     * The log's decision on an event.
     *
     * @param outcome empty if the log failed over the event and is gone, or if the event can't be sent to its section
     * @param shown whether the section's viewers show the entity now
     */
    public record Result(Optional<AppendOutcome> outcome, boolean shown) {
        /** No viewer shows the entity. */
        public Result(Optional<AppendOutcome> outcome) {
            this(outcome, false);
        }

        /** Returns whether no viewer shows the entity. If there is no decision, viewers may show it. */
        public boolean hidesEntity() {
            return outcome.isPresent() && !shown;
        }
    }

    /**
     * Answer if a viewer can resume or join; otherwise the sender asks again.
     *
     * @param joins whether the viewer joins anew, for which all buckets of the directory must answer
     */
    public record Reach(boolean joins, ActorRef<Reached> replyTo) implements Command {}

    /** A viewer can resume or join. */
    public enum Reached implements SectionMessage {
        INSTANCE
    }

    /** Give this subscriber a place at the end of the log. */
    public record Subscribe(UUID subscriber, ActorRef<Subscribed> replyTo) implements Command {}

    /** The place from which no event will be missed, and the holds alive there. */
    public record Subscribed(Cursor start, List<LogEntry> holds) implements SectionMessage {
        /** A limit that leaves room for one of the largest events in a message between nodes. */
        private static final int MAX_HOLDS_BYTES = 1024 * 1024;

        /** Copies the list. */
        public Subscribed {
            holds = List.copyOf(holds);
        }

        /** Keeps the newest holds that fit into a message between nodes, and at least one. */
        public static Subscribed at(Cursor start, List<LogEntry> holds) {
            long bytes = 0;
            int oldest = holds.size();
            while (oldest > 0 && bytes <= MAX_HOLDS_BYTES) {
                oldest--;
                bytes += holds.get(oldest).event().frame().size();
            }
            return new Subscribed(start, holds.subList(oldest, holds.size()));
        }
    }

    /**
     * This subscriber is about to show its snapshot.
     *
     * @param versions the version of each entity in it
     * @param links the entity that each link in it lets the section show
     * @param age the longest time since it was asked for
     * @param resumable whether another subscriber may take this one's place over, with the versions, once the answer is complete
     */
    public record Show(
            UUID subscriber,
            Map<EntityKey, Instant> versions,
            Map<EntityKey, EntityKey> links,
            Duration age,
            boolean resumable,
            ActorRef<Shown> replyTo)
            implements Command, Refusable {
        /** Copies the maps. */
        public Show {
            versions = Map.copyOf(versions);
            links = Map.copyOf(links);
        }

        @Override
        public void refuse() {
            replyTo.tell(new Shown(false, 0));
        }
    }

    /**
     * The answer to {@link Show}.
     *
     * @param complete whether the subscriber will get all events of the entities it shows, since its snapshot was read
     * @param barrierEnd events up to this sequence may be older than the snapshot; the log refuses later ones that are
     */
    public record Shown(boolean complete, long barrierEnd) implements SectionMessage {}

    /** A bucket of the directory has begun anew: register its entities. */
    public record RegisterAll(int bucket, long incarnation) implements Command {}

    /** The answer of a bucket of the directory to a registration. */
    public record Registered(long request, long incarnation, Registration registration) implements Command {}

    /**
     * Events may have been lost: make all viewers take a new snapshot.
     *
     * @param renumbered a topic whose offsets stand for other records from now on; null if there is none
     * @param ifMoved only if the log came from another node, since it may have been on its way when other sections got this message
     */
    public record BeginAnew(@Nullable String renumbered, boolean ifMoved) implements Command {}

    /** Give this subscriber the place that another one had. */
    public record Resume(UUID subscriber, ResumePoint point, ActorRef<Resumed> replyTo) implements Command {}

    /**
     * The result of taking over a former connection's subscription.
     *
     * @param versions if so, the versions of the snapshot it started from
     * @param barrierEnd events up to this sequence may be older than that snapshot; the log refuses later ones that are
     */
    public record Resumed(Optional<Map<EntityKey, Instant>> versions, long barrierEnd) implements SectionMessage {}

    /**
     * Answer with the entries after this cursor, as soon as there are any.
     *
     * @param catchesUp whether the reader still reads entries from before its first request, which don't count as lag
     * @param batches the most answers; one that doesn't {@linkplain Fetched.Batch#reachesHead reach the head} is the last
     */
    public record Fetch(Cursor cursor, boolean catchesUp, int batches, ActorRef<Fetched> replyTo) implements Command {
        /** A request for one answer. */
        public Fetch(Cursor cursor, boolean catchesUp, ActorRef<Fetched> replyTo) {
            this(cursor, catchesUp, 1, replyTo);
        }
    }

    /** Send this reader no more answers. */
    public record Unfollow(ActorRef<Fetched> reader) implements Command {}

    /**
     * These subscribers are alive. One that isn't named for a while is removed.
     *
     * @param cursors the positions of those that have fetched
     */
    public record Renew(Set<UUID> subscribers, Map<UUID, Cursor> cursors) implements Command {
        /** Copies the collections. */
        public Renew {
            subscribers = Set.copyOf(subscribers);
            cursors = Map.copyOf(cursors);
        }
    }

    /**
     * This subscriber is gone.
     *
     * @param forGood whether no other subscriber may take its place over, since its client never got a cursor
     */
    public record Unsubscribe(UUID subscriber, boolean forGood) implements Command {}

    /** Answer with the section's state, for an operator. */
    public record Describe(ActorRef<Described> replyTo) implements Command {}

    /** The section's state for operators. */
    public record Described(SectionInspection.Report report) implements SectionMessage {}

    /** Stops the section. The shard sends it at the end. */
    public enum Stop implements Command {
        INSTANCE
    }

    /** A message of a section to itself. */
    public non-sealed interface Internal extends Command, OwnMessage {}
}
