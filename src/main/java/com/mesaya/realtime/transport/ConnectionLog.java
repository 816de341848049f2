package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.PrintableText;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.LoggingEventBuilder;

/** One line per connection when it begins and one when it ends, as names and values; none holds a token or a cursor. */
public final class ConnectionLog {

    /** With these lines in the log. */
    public static final ConnectionLog KEPT = new ConnectionLog(LoggerFactory.getLogger("com.mesaya.realtime.access"));

    /** For connections that are none of a client. */
    public static final ConnectionLog NONE = new ConnectionLog(NOPLogger.NOP_LOGGER);

    private final Logger log;

    private ConnectionLog(Logger log) {
        this.log = log;
    }

    void opened(SectionId section, Viewer viewer, ClientAddress address) {
        line(section, viewer).addKeyValue("client", address).log("Connection opened");
    }

    void closed(SectionId section, Viewer viewer, Tally tally) {
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

    private LoggingEventBuilder line(SectionId section, Viewer viewer) {
        return log.atInfo().addKeyValue("section", section).addKeyValue("user", PrintableText.of(viewer.userId()));
    }
}
