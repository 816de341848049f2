package com.mesaya.realtime.transport.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.AcceptEncoding;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.ContentEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodingRange;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodings;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Answers requests with event streams (HTML, section 9.2). A stream's end is the end of its connection, so the response has neither a
 * length nor chunks (RFC 9112, section 6.3): HTTP/1.0 has no chunks, and the section's feed writes the same bytes to all clients.
 */
public final class EventStreams {

    private static final String ORIGIN = "Origin";
    private static final String VARY = "Vary";
    private static final HttpHeader VARIES = RawHeader.create(VARY, "Accept-Encoding");
    private static final HttpHeader GZIP = ContentEncoding.create(HttpEncodings.GZIP);

    private EventStreams() {}

    /**
     * Returns whether the client asks for the content coding {@code gzip}, prefers nothing else (RFC 9110, section 12.5.3), and has not
     * switched it off in the address, as a page can.
     */
    public static boolean asksForGzip(HttpRequest request) {
        if (request.getUri().query().get("gzip").equals(Optional.of("off"))) {
            return false;
        }
        float gzip = weight(request, HttpEncodings.GZIP);
        return gzip > 0 && gzip >= weight(request, HttpEncodings.IDENTITY);
    }

    /** Returns the weight of a coding that the client names, and 0 for one that it doesn't name. */
    private static float weight(HttpRequest request, HttpEncoding coding) {
        HttpEncodingRange named = HttpEncodingRange.create(coding);
        float weight = 0;
        for (HttpHeader header : request.getHeaders()) {
            if (header instanceof AcceptEncoding accepted) {
                for (HttpEncodingRange range : accepted.getEncodings()) {
                    if (range.withQValue(1).equals(named)) {
                        weight = range.qValue();
                    }
                }
            }
        }
        return weight;
    }

    /**
     * Returns the response whose body is the connection. A connection that is only asked for its head never begins.
     *
     * @param isGzip whether the connection's bytes have the content coding {@code gzip}
     */
    public static HttpResponse accept(HttpRequest request, boolean isGzip, ViewerConnection connection) {
        Source<ByteString, ?> events = Source.lazySource(() -> Source.<Message>never()
                .via(new ViewerHandler(materializer -> connection))
                .map(message -> message.asBinaryMessage().getStrictData())
                // Pekko HTTP would log the address, which may contain a token.
                .onErrorComplete());
        return HttpResponse.create()
                .withHeaders(headers(request, isGzip))
                .withEntity(HttpEntities.createCloseDelimited(MediaTypes.TEXT_EVENT_STREAM.toContentType(), events));
    }

    private static List<HttpHeader> headers(HttpRequest request, boolean isGzip) {
        var headers = new ArrayList<HttpHeader>();
        // After a HEAD request Pekko HTTP would keep the connection, on which nothing is read any more.
        headers.add(Connection.create("close"));
        headers.add(RawHeader.create("Cache-Control", "no-store"));
        // nginx would hold events back until its buffer is full.
        headers.add(RawHeader.create("X-Accel-Buffering", "no"));
        headers.add(VARIES);
        if (isGzip) {
            headers.add(GZIP);
        }
        headers.addAll(readableTo(request));
        return headers;
    }

    /** Returns the answer to a page of an allowed origin that asks whether it may send a token in a header (Fetch, section 3.2.2). */
    public static HttpResponse allow(HttpRequest request) {
        return HttpResponse.create()
                .withStatus(204)
                .withHeaders(readableTo(request))
                .addHeader(RawHeader.create("Access-Control-Allow-Methods", "GET"))
                .addHeader(
                        RawHeader.create("Access-Control-Allow-Headers", "Authorization, Cache-Control, Last-Event-ID"))
                .addHeader(RawHeader.create("Access-Control-Max-Age", "600"));
    }

    private static List<HttpHeader> readableTo(HttpRequest request) {
        return request.getHeader(ORIGIN)
                .<List<HttpHeader>>map(origin -> List.of(
                        RawHeader.create("Access-Control-Allow-Origin", origin.value()),
                        RawHeader.create(VARY, ORIGIN)))
                .orElse(List.of());
    }
}
