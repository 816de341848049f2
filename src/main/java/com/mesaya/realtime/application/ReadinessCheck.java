package com.mesaya.realtime.application;

import java.util.List;

/** Says whether a part of the service is ready to serve. Thread-safe. */
public interface ReadinessCheck {

    /** What it still waits for, in words; empty if it is ready. */
    List<String> waitsFor();
}
