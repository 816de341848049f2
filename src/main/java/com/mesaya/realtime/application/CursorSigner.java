package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.util.Optional;

/** Turns resume points into opaque text for one user and section, and back. Thread-safe. */
public interface CursorSigner {

    /**
     * The text a client can come back with: a part that is the same for all cursors of the subscriber, of letters, digits, {@code -}
     * and {@code _}; a dot; and the cursor's sequence.
     */
    String sign(ResumePoint point, SectionId section, Viewer viewer);

    /** The point, if this text was given to this user for this section; else nothing. */
    Optional<ResumePoint> verify(String cursor, SectionId section, Viewer viewer);
}
