package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import org.jspecify.annotations.Nullable;

/**
 * A feed's request to its section, as the feed's node knows it. The section answers with several batches, as long as each reaches the
 * head of the log. Batches that arrive twice are harmless; if one gets lost, the request must be sent again. Not thread-safe.
 */
public final class OpenRequest {

    /** The use of an answer. */
    public enum Use {
        /** The feed gets it. */
        PASS_ON,
        /** No request is open, or the section has been asked for an earlier batch. */
        IGNORE,
        /** The batch before it got lost: the section must be asked again, from {@link #reached}. */
        ASK_AGAIN
    }

    private @Nullable Cursor reached;
    private int left;
    /** The section was asked again since a batch got lost, and has not answered yet. */
    private boolean askedAgain;

    /** Records that the section was asked for the entries after the cursor, in up to this number of batches. */
    public void begin(Cursor from, int batches) {
        reached = from;
        left = batches;
    }

    /**
     * Returns whether the section must be asked for the entries after the cursor. It need not be asked while it still delivers batches, or
     * if the entries have arrived already: the feed will handle them, and then request the entries after them.
     */
    public boolean mustAsk(Cursor from) {
        return reached == null || (left == 0 && from.sequence() >= reached.sequence());
    }

    /** Records an answer of the section. */
    public Use answered(Fetched answer) {
        if (left == 0 || reached == null) {
            return Use.IGNORE;
        }
        if (!(answer instanceof Fetched.Batch batch)) {
            reached = null;
            return Use.PASS_ON;
        }
        if (batch.after() > reached.sequence()) {
            Use use = askedAgain ? Use.IGNORE : Use.ASK_AGAIN;
            askedAgain = true;
            return use;
        }
        askedAgain = false;
        reached = reached.at(Math.max(reached.sequence(), batch.next().sequence()));
        left = batch.reachesHead() ? left - 1 : 0;
        return Use.PASS_ON;
    }

    /** Returns the cursor from which an open request must be sent again; null if none is open. */
    public @Nullable Cursor reached() {
        return left > 0 ? reached : null;
    }
}
