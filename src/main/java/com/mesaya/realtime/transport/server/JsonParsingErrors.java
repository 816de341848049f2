package com.mesaya.realtime.transport.server;

import com.mesaya.realtime.transport.Errors;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers requests that Pekko HTTP cannot parse, and repeats no part of them, since they may contain a token. {@code
 * conf/application.conf} names this class.
 */
public final class JsonParsingErrors extends ParsingErrorHandler {

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        AccessLog.unparsable(status.intValue());
        return Errors.readable(Errors.response(status.intValue()));
    }
}
