package com.mesaya.realtime.transport;

import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per handshake and per request that fails; at debug level one per request. A request that can't be parsed is
 * logged by its status alone. No line holds a token or a cursor. Thread-safe.
 */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("com.mesaya.realtime.access");
    private static final int FIRST_ERROR = 400;
    private static final int OVERLOADED = 503;

    private AccessLog() {}

    static void answered(ClientAddress client, HttpRequest request, HttpResponse response) {
        int status = response.status().intValue();
        String path = LoggedPath.of(request.getUri().path());
        // Under a flood of handshakes what is turned away is counted, and not logged one by one.
        boolean notable = path.startsWith("/ws/") ? status != OVERLOADED : status >= FIRST_ERROR;
        if (notable) {
            LOG.info("{} {} {} {}", client, request.method().value(), path, status);
        } else {
            LOG.debug("{} {} {} {}", client, request.method().value(), path, status);
        }
    }

    static void unparsable(int status) {
        LOG.info("- - - {}", status);
    }
}
