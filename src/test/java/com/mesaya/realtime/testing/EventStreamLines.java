package com.mesaya.realtime.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.cli.FrameListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Reads an event stream line by line, as an {@code EventSource} does (HTML, section 9.2.6), and can pause. */
final class EventStreamLines implements FrameReader, Flow.Subscriber<String> {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Consumer<Message> messages;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final CompletableFuture<FrameListener.Closed> closed = new CompletableFuture<>();
    private final StringBuilder data = new StringBuilder();
    private String event = "";
    private String lastEventId = "";
    private FrameListener.Closed reason;
    private Flow.Subscription lines;
    private boolean paused;
    private boolean owes;

    private EventStreamLines(Consumer<Message> messages) {
        this.messages = messages;
    }

    /** Asks for a stream; completes with the reader once the stream begins, and fails if it is refused. */
    static CompletableFuture<EventStreamLines> open(URI address, Consumer<Message> messages, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "text/event-stream");
        for (int index = 0; index < headers.length; index += 2) {
            request.header(headers[index], headers[index + 1]);
        }
        var reader = new EventStreamLines(messages);
        CompletableFuture<?> whole = HTTP.sendAsync(request.build(), head -> {
            reader.status.complete(head.statusCode());
            HttpResponse.BodySubscriber<Void> lines = HttpResponse.BodySubscribers.fromLineSubscriber(reader);
            boolean isGzip = head.headers().firstValue("Content-Encoding").isPresent();
            return isGzip ? new GunzippedBody(lines) : lines;
        });
        return CompletableFuture.anyOf(reader.status, whole).thenApply(begun -> {
            int status = reader.status.join();
            if (status != 200) {
                throw new IllegalStateException("refused with " + status);
            }
            return reader;
        });
    }

    @Override
    public CompletableFuture<FrameListener.Closed> closed() {
        return closed;
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void goOn() {
        paused = false;
        if (owes) {
            owes = false;
            lines.request(1);
        }
    }

    @Override
    public synchronized void cancel() {
        if (lines != null) {
            lines.cancel();
        }
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        lines = subscription;
        lines.request(1);
    }

    @Override
    public void onNext(String line) {
        if (line.isEmpty()) {
            dispatch();
        } else {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1);
            field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        }
        askForMore();
    }

    private void field(String name, String value) {
        switch (name) {
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            case "event" -> event = value;
            case "id" -> lastEventId = value;
            case "", "retry" -> {}
            default -> throw new AssertionError("no field of an event: " + name);
        }
    }

    private void dispatch() {
        String whole = data.toString();
        data.setLength(0);
        if (event.equals("close")) {
            JsonNode told = read(whole);
            reason = new FrameListener.Closed(
                    told.path("code").asInt(), told.path("reason").asText());
        } else if (!whole.isEmpty()) {
            messages.accept(new Message(whole, lastEventId));
        }
        event = "";
    }

    private synchronized void askForMore() {
        if (paused) {
            owes = true;
        } else {
            lines.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        closed.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (reason == null) {
            closed.completeExceptionally(new IOException("the stream ended without a reason"));
        } else {
            closed.complete(reason);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(json, malformed);
        }
    }
}
