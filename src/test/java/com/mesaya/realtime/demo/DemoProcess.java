package com.mesaya.realtime.demo;

import com.mesaya.realtime.testing.PackedJar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The demo as a person starts it: {@code demo} in a JVM of its own. What it prints is printed here, too. */
final class DemoProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 150;
    /** Those of the nodes it starts, with room for the broker. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** Its nodes have its environment. When all of them end at once, the last ones wait for nobody. */
    private static final Map<String, String> NODES_WAIT_LESS = Map.of(
            "CLUSTER_STABLE_AFTER",
            "2s",
            "JDK_JAVA_OPTIONS",
            "-Dpekko.coordinated-shutdown.phases.cluster-exiting.timeout=3s"
                    + " -Dpekko.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout=3s");

    private static final String LAST_LINE = "Ctrl-C ends everything.";
    private static final Pattern NODE = Pattern.compile(
            "  node \\d+, pid (\\d+)\\R  Terraza: (http://127\\.0\\.0\\.1:\\d+)(/#\\S+)\\R.*\\R.* status --admin (\\S+)");
    private static final Pattern TOKEN = Pattern.compile("Bearer ([^'\\s]+)");

    /** What it says of a node. */
    record Node(ProcessHandle process, String address, String page, String admin) {}

    private final long startNanos = System.nanoTime();
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Duration> ready = new CompletableFuture<>();

    private DemoProcess(Process process) {
        this.process = process;
        var reader = new Thread(this::read, "demo-output");
        reader.setDaemon(true);
        reader.start();
    }

    static DemoProcess start(String... arguments) throws IOException {
        List<String> command =
                Stream.concat(Stream.of("demo"), Stream.of(arguments)).toList();
        ProcessBuilder builder = PackedJar.DEMO.start(JVM_OPTIONS, command);
        builder.environment().putAll(NODES_WAIT_LESS);
        return new DemoProcess(builder.start());
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                System.out.println("demo: " + TOKEN.matcher(line).replaceAll("Bearer ***"));
                if (line.equals(LAST_LINE)) {
                    ready.complete(Duration.ofNanos(System.nanoTime() - startNanos));
                }
            }
        } catch (IOException ended) {
            lines.add(ended.toString());
        }
        ready.completeExceptionally(new IllegalStateException("the demo ended before it was ready"));
    }

    /** How long it took from its start until it said that it is ready; waits for that. */
    Duration untilReady() throws InterruptedException, ExecutionException, TimeoutException {
        return ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    List<Node> nodes() {
        return NODE.matcher(String.join("\n", lines))
                .results()
                .map(node -> new Node(
                        ProcessHandle.of(Long.parseLong(node.group(1))).orElseThrow(),
                        node.group(2),
                        node.group(2) + node.group(3),
                        node.group(4)))
                .toList();
    }

    String apiUrl() {
        return told("The stand-in main API listens on (http://\\S+);");
    }

    String token() {
        return told(TOKEN.pattern());
    }

    /** The table that the printed example changes. */
    String table() {
        return told("/api/table/(\\S+)");
    }

    private String told(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", lines));
        if (!matcher.find()) {
            throw new AssertionError("the demo doesn't tell " + pattern);
        }
        return matcher.group(1);
    }

    /** Asks it to end: SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the demo doesn't end");
        }
        return process.exitValue();
    }

    /** Ends it and whatever it has started. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            throw new UncheckedIOException(new IOException(interrupted));
        }
    }
}
