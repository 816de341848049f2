package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.PrintableText;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.transport.admission.ClientAddress;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs one line when a connection opens and one when it closes, as names and values. No line contains a token or a cursor. */
public final class ConnectionLog {

    /** Writes to the access log. */
    public static final ConnectionLog KEPT = new ConnectionLog(LoggerFactory.getLogger("com.mesaya.realtime.access"));

    /** Logs nothing, for connections that are not a client's. */
    public static final ConnectionLog NONE = new ConnectionLog(NOPLogger.NOP_LOGGER);

    private final Logger log;

    private ConnectionLog(Logger log) {
        this.log = log;
    }

    void opened(SectionId section, Viewer viewer, ClientAddress address) {
        line(section, viewer).addKeyValue("client", address).log("Connection opened");
    }

    void closed(SectionId section, Viewer viewer, ConnectionStats stats) {
        ConnectionStats.Sums sums = stats.sums(Instant.now());
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
