package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.PrintableText;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line per connection when it begins and one when it ends, as names and values; none holds a token or a cursor. */
final class ConnectionLog {

    private static final Logger LOG = LoggerFactory.getLogger("com.mesaya.realtime.access");

    private ConnectionLog() {}

    static void opened(SectionId section, Viewer viewer, ClientAddress address) {
        line(section, viewer).addKeyValue("client", address).log("Connection opened");
    }

    static void closed(SectionId section, Viewer viewer, Tally tally) {
        Tally.Sums sums = tally.sums(Instant.now());
        line(section, viewer)
                .addKeyValue("outcome", sums.outcome())
                .addKeyValue("duration_ms", sums.duration().toMillis())
                .addKeyValue("frames", sums.frames())
                .addKeyValue("events", sums.events())
                .addKeyValue("conflated", sums.conflated())
                .addKeyValue("dropped", sums.dropped())
                .addKeyValue("closed_by", sums.closedBy())
                .log("Connection closed");
    }

    private static LoggingEventBuilder line(SectionId section, Viewer viewer) {
        return LOG.atInfo().addKeyValue("section", section).addKeyValue("user", PrintableText.of(viewer.userId()));
    }
}
