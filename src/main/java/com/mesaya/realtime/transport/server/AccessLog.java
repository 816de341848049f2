package com.mesaya.realtime.transport.server;

import com.mesaya.realtime.transport.admission.Buckets;
import com.mesaya.realtime.transport.admission.ClientAddress;
import io.github.bucket4j.Bucket;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line per failed request, and at debug level one per request. Lines per second are limited: a flood of failures must not
 * fill the disk or block request threads. A request that cannot be parsed is logged by its status alone. No line contains a token or a
 * cursor. Thread-safe.
 */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("com.mesaya.realtime.access");
    private static final int FIRST_ERROR = 400;
    private static final int FAILURES_PER_SECOND = 20;

    private static final Bucket FAILURES = Buckets.perSecond(FAILURES_PER_SECOND, FAILURES_PER_SECOND);
    private static final AtomicLong LEFT_OUT = new AtomicLong();

    private AccessLog() {}

    static void answered(ClientAddress client, HttpRequest request, HttpResponse response) {
        int status = response.status().intValue();
        if (status < FIRST_ERROR && !LOG.isDebugEnabled()) {
            return;
        }
        String line = client + " " + request.method().value() + " "
                + LoggedPath.of(request.getUri().path()) + " " + status;
        if (status >= FIRST_ERROR) {
            failed(line);
        } else {
            LOG.debug(line);
        }
    }

    static void unparsable(int status) {
        failed("- - - " + status);
    }

    private static void failed(String line) {
        if (!FAILURES.tryConsume(1)) {
            LEFT_OUT.incrementAndGet();
            LOG.debug(line);
            return;
        }
        long leftOut = LEFT_OUT.getAndSet(0);
        LOG.info(leftOut == 0 ? "{}" : "{} (and {} more)", line, leftOut);
    }
}
