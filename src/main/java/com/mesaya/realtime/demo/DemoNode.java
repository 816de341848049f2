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
 * A node in a JVM of its own: {@code serve} with this JVM's class path. It holds on to our end of its standard input, so it
 * stops when this process ends, however that ends. Thread-safe.
 */
final class DemoNode {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    /** Several of them start at once, on a machine that isn't theirs alone. */
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
     * Starts its process.
     *
     * @param console takes what that prints, line by line and with the node's name in front
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

    /** The archive that this JVM was told to take classes from, if any (class data sharing). */
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
            console.accept(name() + " can't be heard any more: " + broken.getMessage());
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

    /** Where its page is. */
    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Where it tells operators. */
    URI admin(String path) {
        return URI.create("http://127.0.0.1:" + adminPort + path);
    }

    /** What other nodes call it. */
    String clusterAddress() {
        return "127.0.0.1:" + clusterPort;
    }

    /** Its process's id; 0 before that is started. */
    long pid() {
        Process started = process;
        return started == null ? 0 : started.pid();
    }

    boolean isAlive() {
        Process started = process;
        return started != null && started.isAlive();
    }

    /** Completes with the exit code. */
    CompletableFuture<Integer> whenEnded() {
        return ended;
    }

    /** Lets it end in an orderly way. */
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
