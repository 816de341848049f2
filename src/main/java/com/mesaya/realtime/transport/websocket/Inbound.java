package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.InPlace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.stream.javadsl.Sink;

/** A complete message of a client, if it is usable. */
sealed interface Inbound {

    /** A text within the limit. */
    record Text(String text) implements Inbound {

        /** Returns the message without the text, which may contain a token. */
        @Override
        public String toString() {
            return "Text(" + text.length() + ")";
        }
    }

    /** A message after which the connection can't be read any further. */
    enum Unusable implements Inbound {
        BINARY,
        TOO_BIG
    }

    /** The time limit for one message; without it a message of endless empty fragments would never end. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Reads a message, up to the limit. */
    static CompletionStage<Inbound> read(Message message, int maxBytes, Materializer materializer) {
        if (!message.isText()) {
            message.asBinaryMessage().getStreamedData().runWith(Sink.cancelled(), materializer);
            return CompletableFuture.completedStage(Unusable.BINARY);
        }
        TextMessage text = message.asTextMessage();
        if (text.isStrict()) {
            String strict = text.getStrictText();
            return CompletableFuture.completedStage(bytes(strict) > maxBytes ? Unusable.TOO_BIG : new Text(strict));
        }
        return InPlace.of(text.getStreamedText()
                        .completionTimeout(PATIENCE)
                        .limitWeighted(maxBytes, Inbound::bytes)
                        .runFold(new StringBuilder(), StringBuilder::append, materializer))
                .<Inbound>thenApply(whole -> new Text(whole.toString()))
                .exceptionallyCompose(failure -> Failures.causeOf(failure) instanceof StreamLimitReachedException
                        ? CompletableFuture.completedStage(Unusable.TOO_BIG)
                        : CompletableFuture.failedStage(failure));
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
