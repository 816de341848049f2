package com.mesaya.realtime.testing;

import com.mesaya.realtime.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as operators run it: {@code serve} in a JVM of its own. It ends as if by kill -9. */
public final class ServiceProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+),");

    private final Process process;
    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ServiceProcess(Process process) {
        this.process = process;
        var reader = new Thread(this::read, "service-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it with these environment variables, on free loopback ports, and waits until it listens. */
    public static ServiceProcess start(Map<String, String> environment) {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve")
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("HOST", "127.0.0.1", "PORT", "0", "ADMIN_PORT", "0"));
        builder.environment().putAll(environment);
        try {
            var service = new ServiceProcess(builder.start());
            service.port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError("the service doesn't listen", failure);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    port.complete(Integer.parseInt(listening.group(1)));
                }
            }
            port.completeExceptionally(new IllegalStateException(String.join("\n", output)));
        } catch (IOException ended) {
            port.completeExceptionally(ended);
        }
    }

    /** What it has said so far. */
    public String output() {
        return String.join("\n", output);
    }

    /** The WebSocket address of a section with the rest of the path, as it is. */
    public URI webSocket(String sectionAndRest) {
        return URI.create("ws://127.0.0.1:" + port.join() + "/ws/restaurant/" + sectionAndRest);
    }

    /** Kills it, so that it can tell nobody. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
