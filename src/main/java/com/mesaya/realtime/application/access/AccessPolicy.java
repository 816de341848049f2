package com.mesaya.realtime.application.access;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;

/** Decides whether a viewer may ask for a section at all. The main API's answer to the GET is the final decision. Thread-safe. */
public interface AccessPolicy {

    /** Returns whether this viewer may ask for this section. */
    boolean permits(Viewer viewer, SectionId section);
}
