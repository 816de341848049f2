package com.mesaya.realtime.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code probe}: measures the time of a change from the main API's answer to the client. */
@Command(
        name = "probe",
        description = "Changes a table of a section repeatedly at the stand-in main API, and prints the time"
                + " from the API's answer until the event arrives.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ProbeCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FAILED = 1;
    private static final int PATIENCE_SECONDS = 10;
    private static final int WARM_UP = 100;
    private static final int HTTP_OK = 200;
    private static final double NANOS_PER_MS = 1e6;

    private record Arrival(String frame, long atNanos) {}

    private record Latency(long sinceRequestNanos, long sinceAnswerNanos) {}

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SectionOptions target = new SectionOptions();

    @Option(names = "--api", paramLabel = "URL", required = true, description = "The stand-in main API's address.")
    private URI api = URI.create("http://127.0.0.1");

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000",
            description = "The number of changes to measure.")
    private int count = 1000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var listener = new FrameListener(frame -> arrivals.add(new Arrival(frame, System.nanoTime())));
        var socket = target.connect(http, listener).join();
        Arrival snapshot = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (snapshot == null) {
            spec.commandLine().getErr().println("No snapshot within " + PATIENCE_SECONDS + " s");
            return FAILED;
        }
        String table =
                JSON.readTree(snapshot.frame()).at("/payload/tables/0/id").asText();
        for (int change = 0; change < WARM_UP; change++) {
            measure(table, "warm-up-" + change);
        }
        var latencies = new ArrayList<Latency>(count);
        for (int change = 0; change < count; change++) {
            latencies.add(measure(table, "probe-" + change));
        }
        socket.abort();
        report("request", latencies.stream().mapToLong(Latency::sinceRequestNanos));
        report("answer", latencies.stream().mapToLong(Latency::sinceAnswerNanos));
        return 0;
    }

    private Latency measure(String table, String mark) throws IOException, InterruptedException {
        long requested = System.nanoTime();
        HttpResponse<Void> answer = http.send(
                HttpRequest.newBuilder(api.resolve("/api/table/" + table))
                        .header("Authorization", target.authorization())
                        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"mark\":\"" + mark + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        long answered = System.nanoTime();
        if (answer.statusCode() != HTTP_OK) {
            throw new IOException("the API answered " + answer.statusCode());
        }
        while (true) {
            Arrival arrival = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (arrival == null) {
                throw new IOException("no event within " + PATIENCE_SECONDS + " s");
            }
            if (isMarked(arrival.frame(), mark)) {
                return new Latency(arrival.atNanos() - requested, Math.max(0, arrival.atNanos() - answered));
            }
        }
    }

    private static boolean isMarked(String frame, String mark) throws JsonProcessingException {
        JsonNode payload = JSON.readTree(frame).path("payload");
        return payload.path("mark").asText().equals(mark);
    }

    private void report(String since, LongStream latencies) {
        long[] nanos = latencies.sorted().toArray();
        spec.commandLine()
                .getOut()
                .printf(
                        "%d changes, from the API's %-7s to the frame: p50 %5.1f ms, p99 %5.1f ms, max %5.1f ms%n",
                        nanos.length, since, percentile(nanos, 0.50), percentile(nanos, 0.99), percentile(nanos, 1));
    }

    private static double percentile(long[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / NANOS_PER_MS;
    }
}
