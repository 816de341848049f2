package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/**
 * Ends a section that has no viewers: at once if it has had neither events nor readers, at the next tick if it has no events, else when
 * it hasn't been used for a while, or when its node has too many such sections. Not thread-safe.
 */
final class Idleness {

    private final SectionId id;
    private final SectionNode node;
    private final SectionLog log;
    private final ActorRef<SectionProtocol.Command> self;
    private final @Nullable ActorRef<ClusterSharding.ShardCommand> shard;
    private final BooleanSupplier hasViewers;
    private Instant lastUsed;
    /** A section that has just moved here may have viewers that haven't renewed their leases here yet. */
    private @Nullable Instant presumedWatchedUntil;

    private boolean passivating;

    /**
     * @param hasMoved whether the section has come from another node
     * @param hasViewers whether anybody reads the section, or may resume
     */
    Idleness(
            SectionId id,
            SectionNode node,
            SectionLog log,
            ActorRef<SectionProtocol.Command> self,
            @Nullable ActorRef<ClusterSharding.ShardCommand> shard,
            boolean hasMoved,
            BooleanSupplier hasViewers,
            Instant now) {
        this.id = id;
        this.node = node;
        this.log = log;
        this.self = self;
        this.shard = shard;
        this.hasViewers = hasViewers;
        this.lastUsed = now;
        this.presumedWatchedUntil = hasMoved ? now.plus(node.settings().lease()) : null;
    }

    void used(Instant now) {
        lastUsed = now;
    }

    boolean isUnwatched() {
        return presumedWatchedUntil == null && !hasViewers.getAsBoolean();
    }

    /** Returns whether the section is about to end because nobody needs it. */
    boolean isPassivating() {
        return passivating;
    }

    /**
     * Sends a message to the next incarnation of the section if this one is about to end: a subscription would end with it.
     *
     * @return whether it is about to end
     */
    boolean forwards(SectionProtocol.Command command) {
        if (passivating) {
            node.sections().apply(id).tell(command);
        }
        return passivating;
    }

    /** Returns whether nobody would miss the section: it has no viewers, and nothing has happened in it. */
    boolean isBlank() {
        return isUnwatched() && log.head().sequence() == 0;
    }

    /** Takes the section out of those that end when there are too many. */
    void removeFromUnwatched() {
        node.unwatched().remove(id);
    }

    void addIfUnwatched() {
        if (isUnwatched()) {
            node.unwatched().add(id, self);
        }
    }

    /** Makes sure that a client that asks for sections that don't exist leaves nothing behind. */
    void endIfBlank() {
        if (isBlank()) {
            passivate();
        }
    }

    void endIfUnwatched() {
        if (isUnwatched()) {
            passivate();
        }
    }

    void endIfUnused(Instant now) {
        if (presumedWatchedUntil != null && presumedWatchedUntil.isBefore(now)) {
            presumedWatchedUntil = null;
        }
        boolean isNeeded = !isUnwatched() || !log.holdsAlive(now).isEmpty();
        boolean isUnused = lastUsed.plus(node.settings().linger()).isBefore(now);
        if (!isNeeded && (isBlank() || isUnused)) {
            passivate();
        }
    }

    private void passivate() {
        if (shard != null) {
            passivating = true;
            shard.tell(new ClusterSharding.Passivate<>(self));
        }
    }
}
