package com.mesaya.realtime.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code status}: shows the nodes of a cluster and their state. */
@Command(
        name = "status",
        description = "Requests the cluster's state from a node's admin port, and prints it as a table.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class StatusCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FAILED = 1;
    private static final int HTTP_OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8081",
            description = "The node's admin port.")
    private URI admin = URI.create("http://127.0.0.1:8081");

    @Override
    public Integer call() throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(admin.resolve("/cluster"))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != HTTP_OK) {
                return fail("answered " + answer.statusCode() + ", so the address may not be a node's admin port");
            }
            JsonNode cluster = JSON.readTree(answer.body());
            if (!cluster.path("nodes").isArray()) {
                return fail("did not answer with the cluster's state");
            }
            spec.commandLine().getOut().println(new StatusTable(cluster).text());
            spec.commandLine().getOut().flush();
            return 0;
        } catch (IOException | IllegalArgumentException failure) {
            return fail("didn't answer: " + failure);
        }
    }

    private int fail(String what) {
        spec.commandLine().getErr().println((admin + " " + what).replaceAll("\\R", " "));
        return FAILED;
    }
}
