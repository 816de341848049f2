package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;

/** Decides who may ask for a section at all; what the main API answers to the GET is final. Thread-safe. */
public interface AccessPolicy {

    /** Whether this viewer may ask for this section. */
    boolean permits(Viewer viewer, SectionId section);
}
