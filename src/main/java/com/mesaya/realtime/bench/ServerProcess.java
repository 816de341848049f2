package com.mesaya.realtime.bench;

import com.mesaya.realtime.demo.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server process for the benchmark: any command that takes the service's environment variables, answers {@code /health/ready} with
 * 200 once it reads Kafka, and stops when its standard input ends.
 */
final class ServerProcess implements AutoCloseable {

    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int OK = 200;

    private final Target target;
    private final Process process;
    private final Path log;

    private ServerProcess(Target target, Process process, Path log) {
        this.target = target;
        this.process = process;
        this.log = log;
    }

    /** Starts the server on a free port, and returns when it is ready. Its output goes to a file that only its owner can read. */
    static ServerProcess start(String name, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port = LoopbackPorts.free();
        Path log = Files.createTempFile("mesaya-bench-", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PORT", Integer.toString(port));
        Process process = builder.start();
        var url = URI.create("http://127.0.0.1:" + port);
        var server = new ServerProcess(new Target(name, url, process.pid()), process, log);
        try {
            server.awaitReady();
            return server;
        } catch (RuntimeException notReady) {
            server.close();
            throw notReady;
        }
    }

    Target target() {
        return target;
    }

    Path log() {
        return log;
    }

    private void awaitReady() throws InterruptedException {
        // By default the client would ask to upgrade to HTTP/2, which a WebSocket hub may mistake for a WebSocket
        // upgrade.
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var request = HttpRequest.newBuilder(target.url().resolve("/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK) {
                    return;
                }
            } catch (IOException notYet) {
                // The server doesn't listen yet; the deadline limits the wait.
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
        throw new IllegalStateException(target.name() + " doesn't become ready; its output is in " + log);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException broken) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
