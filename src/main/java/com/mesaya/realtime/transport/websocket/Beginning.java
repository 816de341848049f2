package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.feed.FeedViewer;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SectionSubscriptions.Resumption;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.transport.feed.LiveConnection;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.FirstFrames;
import com.mesaya.realtime.transport.frame.Frames;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The beginning of a viewer's stream.
 *
 * @param frames the first frames: the snapshot and the holds, or {@code section.resumed}
 * @param versions the versions of the entities in the viewer's snapshot
 * @param barrierEnd events up to this sequence may be older than that snapshot
 */
record Beginning(Subscription subscription, FirstFrames frames, Map<EntityKey, Instant> versions, long barrierEnd) {

    static Beginning of(JoinSection.Joined joined, Frames frames) {
        return new Beginning(
                joined.subscription(),
                frames.joined(joined, Instant.now()),
                joined.snapshot().versions(),
                joined.barrierEnd());
    }

    static Beginning of(JoinSection.Resumed resumed, Frames frames) {
        Resumption resumption = resumed.resumption();
        return new Beginning(
                resumption.subscription(),
                frames.resumed(resumption.subscription()),
                resumption.versions(),
                resumption.barrierEnd());
    }

    /**
     * Returns the connection of the live events, which follow the first frames.
     *
     * @param onEnd learns why the section's feed ends the connection
     */
    LiveConnection live(ViewerConnection.Parts parts, ConnectionStats stats, Consumer<FeedViewer.End> onEnd) {
        return new LiveConnection(
                parts.line(),
                parts.feeds().join(parts.section()),
                subscription,
                versions,
                barrierEnd,
                parts.wire(),
                stats,
                onEnd);
    }
}
