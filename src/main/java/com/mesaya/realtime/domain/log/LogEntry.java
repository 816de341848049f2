package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;

/** An event with its sequence in a section's log. */
public record LogEntry(long sequence, SectionEvent event, Instant appendedAt) {}
