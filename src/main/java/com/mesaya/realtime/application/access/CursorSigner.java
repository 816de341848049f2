package com.mesaya.realtime.application.access;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.util.Optional;

/** Turns resume points into opaque text for one user and section, and back. Thread-safe. */
public interface CursorSigner {

    /**
     * Returns the cursor text for the client. It has a part that is the same for all cursors of the subscriber (letters, digits,
     * {@code -} and {@code _}), a dot, and the cursor's sequence.
     */
    String sign(ResumePoint point, SectionId section, Viewer viewer);

    /** Returns the resume point if this text was issued to this user for this section; otherwise empty. */
    Optional<ResumePoint> verify(String cursor, SectionId section, Viewer viewer);
}
