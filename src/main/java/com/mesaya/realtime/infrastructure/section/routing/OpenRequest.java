package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import org.jspecify.annotations.Nullable;

/**
 * A feed's request to its section, as the feed's node knows it. The section answers it with several batches, as long as each reaches
 * the head of the log. Not thread-safe.
 */
public final class OpenRequest {

    private @Nullable Cursor reached;
    private int left;

    /** The section has been asked for the entries after the cursor, in so many batches. */
    public void begin(Cursor from, int batches) {
        reached = from;
        left = batches;
    }

    /** Returns whether the section will deliver the entries after the cursor without being asked again. */
    public boolean covers(Cursor from) {
        return left > 0 && from.equals(reached);
    }

    /** Records an answer. @return whether it belongs to the request; if not, the section has answered a request twice */
    public boolean isAnsweredBy(Fetched answer) {
        if (left == 0) {
            return false;
        }
        if (answer instanceof Fetched.Batch batch) {
            reached = batch.next();
            left = batch.reachesHead() ? left - 1 : 0;
        } else {
            left = 0;
        }
        return true;
    }

    /** Returns the cursor from which a request that is still open must be sent again; null if none is open. */
    public @Nullable Cursor reached() {
        return left > 0 ? reached : null;
    }
}
