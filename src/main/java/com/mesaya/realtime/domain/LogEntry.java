package com.mesaya.realtime.domain;

import java.time.Instant;

/** An event at its place in a section's log. */
public record LogEntry(long sequence, SectionEvent event, Instant appendedAt) {}
