package com.mesaya.realtime.demo;

import com.mesaya.realtime.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node in a JVM of its own: {@code serve} with this JVM's class path. Its standard input is a pipe from this process, so the node
 * stops when this process ends for any reason. Thread-safe.
 */
final class DemoNode {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    /** The options for several JVMs that start at once on a shared machine. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private final int number;
    private final int port;
    private final int adminPort;
    private final int clusterPort;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile @Nullable Process process;

    DemoNode(int number, int port, int adminPort, int clusterPort) {
        this.number = number;
        this.port = port;
        this.adminPort = adminPort;
        this.clusterPort = clusterPort;
    }

    /**
     * Starts the node's process.
     *
     * @param console takes its output, line by line and prefixed with the node's name
     * @param onEnd takes its exit code
     */
    void start(Map<String, String> environment, Consumer<String> console, IntConsumer onEnd) throws IOException {
        var command = new ArrayList<String>();
        command.add(JAVA.toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(sharedClasses());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve", "--until-stdin-ends"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process started = builder.start();
        process = started;
        var reader = new Thread(() -> relay(started, console, onEnd), name());
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns the option for the class archive of this JVM, if there is one (class data sharing). */
    private static List<String> sharedClasses() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:SharedArchiveFile="))
                .toList();
    }

    private void relay(Process started, Consumer<String> console, IntConsumer onEnd) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                console.accept(name() + " | " + line);
            }
        } catch (IOException broken) {
            console.accept(name() + ": its output can't be read any more: " + broken.getMessage());
        }
        int exitCode = started.onExit().join().exitValue();
        onEnd.accept(exitCode);
        ended.complete(exitCode);
    }

    String name() {
        return "node " + number;
    }

    int port() {
        return port;
    }

    int adminPort() {
        return adminPort;
    }

    int clusterPort() {
        return clusterPort;
    }

    /** Returns the address of the node's page. */
    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Returns an address on the node's admin port. */
    URI admin(String path) {
        return URI.create("http://127.0.0.1:" + adminPort + path);
    }

    /** Returns the node's address in the cluster. */
    String clusterAddress() {
        return "127.0.0.1:" + clusterPort;
    }

    /** Returns the process id; 0 before the start. */
    long pid() {
        Process started = process;
        return started == null ? 0 : started.pid();
    }

    boolean isAlive() {
        Process started = process;
        return started != null && started.isAlive();
    }

    /** Returns a stage that completes with the exit code. */
    CompletableFuture<Integer> whenEnded() {
        return ended;
    }

    /** Stops the node in order. */
    void stop() throws IOException {
        Process started = process;
        if (started == null) {
            ended.complete(0);
        } else {
            started.getOutputStream().close();
        }
    }

    void kill() {
        Process started = process;
        if (started != null) {
            started.destroyForcibly();
        }
    }
}
