package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.application.feed.SectionFeed;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The feeds of this node, one for each section that has viewers here. Thread-safe. */
public final class Feeds {

    private record Shared(ActorRef<FeedActor.Command> actor, int members) {}

    private static final AtomicLong STARTED = new AtomicLong();

    private final ActorSystem<?> system;
    private final SectionSubscriptions sections;
    private final SectionFeed.Limits limits;
    private final FeedPauses pauses;
    private final Map<SectionId, Shared> feeds = new ConcurrentHashMap<>();

    /**
     * @param bound the number of a section's newest events that a feed keeps for viewers that lag behind
     * @param maxBytes the bytes of frames that it keeps for that
     * @param longestPause the limit of the pause in which events gather for one write per viewer; zero for no pauses
     */
    public Feeds(
            ActorSystem<?> system, SectionSubscriptions sections, int bound, long maxBytes, Duration longestPause) {
        this.system = system;
        this.sections = sections;
        this.limits = new SectionFeed.Limits(bound, maxBytes, LiveMerge.SLICE_BYTES);
        this.pauses = new FeedPauses(longestPause, bound);
    }

    /** Adds a viewer to the section's feed, which lasts until its last viewer leaves. */
    public Membership join(SectionId section) {
        Shared shared = feeds.compute(
                section,
                (id, known) ->
                        known == null ? new Shared(start(id), 1) : new Shared(known.actor(), known.members() + 1));
        return new Membership(section, Objects.requireNonNull(shared).actor());
    }

    private ActorRef<FeedActor.Command> start(SectionId section) {
        return system.systemActorOf(
                FeedActor.create(section, sections, limits, pauses),
                "section-feed-" + STARTED.incrementAndGet(),
                Props.empty());
    }

    /** A viewer's membership in its section's feed. */
    public final class Membership {

        private final SectionId section;
        private final ActorRef<FeedActor.Command> feed;

        Membership(SectionId section, ActorRef<FeedActor.Command> feed) {
            this.section = section;
            this.feed = feed;
        }

        void tell(FeedActor.Command command) {
            feed.tell(command);
        }

        /** Ends the membership. To be called once; no message may follow. */
        void leave() {
            feeds.computeIfPresent(section, (id, known) -> {
                if (known.members() > 1) {
                    return new Shared(known.actor(), known.members() - 1);
                }
                known.actor().tell(FeedActor.Stop.INSTANCE);
                return null;
            });
        }
    }
}
