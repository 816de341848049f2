package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.util.Map;

/** What goes out to a client, with the cursor to come back with. */
sealed interface Sent {

    record Snapshot(Map<EntityKey, MainApi.Row> state, ResumePoint cursor) implements Sent {}

    record Event(LogEntry entry, ResumePoint cursor) implements Sent {}

    record Gap(long missed, ResumePoint cursor) implements Sent {}

    record Resumed(ResumePoint cursor) implements Sent {}

    record Closed(Happening reason) implements Sent {}
}
