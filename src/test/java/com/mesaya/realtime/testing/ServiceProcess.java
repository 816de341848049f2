package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The service as operators run it: {@code serve} in a JVM of its own, configured by environment variables (Linux). */
public final class ServiceProcess implements AutoCloseable {

    /** For one that lives for seconds: what makes it start sooner is worth more than what makes it faster. */
    public static final List<String> SHORT_LIFE = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern LISTENING =
            Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+), for operators on 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern HEAP_USED = Pattern.compile("heap.*used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Process process;
    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Matcher> ports = new CompletableFuture<>();
    private volatile long listeningNanos;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile CompletableFuture<Void> readOn = CompletableFuture.completedFuture(null);
    private final CompletableFuture<Void> read;

    private ServiceProcess(Process process) {
        this.process = process;
        this.read = CompletableFuture.runAsync(this::read, task -> {
            var reader = new Thread(task, "service-output");
            reader.setDaemon(true);
            reader.start();
        });
    }

    /** What it needs to know of its neighbours, and what else a test wants. */
    public static Map<String, String> environment(String apiUrl, String brokers, Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "JWT_SECRET",
                RunningService.SECRET,
                "REST_BASE_URL",
                apiUrl,
                "KAFKA_BROKERS",
                brokers,
                "WARM_UP",
                "off"));
        environment.putAll(more);
        return environment;
    }

    /** Starts it on free loopback ports, and waits until it is ready. */
    public static ServiceProcess start(Map<String, String> environment) {
        return start(SHORT_LIFE, environment);
    }

    /** The same with options for its JVM. */
    public static ServiceProcess start(List<String> jvmOptions, Map<String, String> environment) {
        ServiceProcess service = launch(jvmOptions, environment);
        service.awaitReady();
        return service;
    }

    /** Waits until it is ready. */
    public void awaitReady() {
        await(ready);
    }

    /** Starts it, and waits until it listens, ready or not. */
    public static ServiceProcess launch(List<String> jvmOptions, Map<String, String> environment) {
        ProcessBuilder builder = PackedJar.SERVICE.start(jvmOptions, List.of("serve"));
        builder.environment().putAll(Map.of("HOST", "127.0.0.1", "PORT", "0", "ADMIN_PORT", "0"));
        builder.environment().putAll(environment);
        try {
            var service = new ServiceProcess(builder.start());
            service.await(service.ports);
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void await(CompletableFuture<?> state) {
        try {
            state.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            close();
            read.join();
            throw new AssertionError("the service doesn't get ready:\n" + String.join("\n", output()), failure);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                readOn.join();
                output.add(line);
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    listeningNanos = System.nanoTime();
                    ports.complete(listening);
                } else if (line.endsWith(" Ready")) {
                    ready.complete(null);
                }
            }
        } catch (IOException ended) {
            output.add(ended.toString());
        }
        var ended = new IllegalStateException(String.join("\n", output));
        ports.completeExceptionally(ended);
        ready.completeExceptionally(ended);
    }

    /** An HTTP address of the clients' port. */
    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** The WebSocket address of a section with the rest of the path, as it is. */
    public URI webSocket(String sectionAndRest) {
        return URI.create("ws://127.0.0.1:" + port() + "/ws/restaurant/" + sectionAndRest);
    }

    /** Where clients connect to. */
    public int port() {
        return Integer.parseInt(ports.join().group(1));
    }

    /** An operator's address of the service. */
    public URI admin(String path) {
        return URI.create("http://127.0.0.1:" + ports.join().group(2) + path);
    }

    /** What it measures, in Prometheus' text format. */
    public String metrics() {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(admin("/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** How long it has been listening. */
    public Duration sinceListening() {
        return Duration.ofNanos(System.nanoTime() - listeningNanos);
    }

    /** What it has printed so far. */
    public List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    /** From now on, until it has ended, nobody reads what it prints: its output is a pipe that fills up. */
    public void leaveOutputUnread() {
        readOn = new CompletableFuture<>();
    }

    /** The events of a kind that Java Flight Recorder records in it meanwhile. */
    public List<RecordedEvent> record(String kind, Path file, Runnable meanwhile) {
        // The plus: no settings file that the kind would have to be in.
        String begun =
                jcmd("JFR.start name=test settings=none +" + kind + "#enabled=true +" + kind + "#stackTrace=true");
        if (!begun.contains("Started recording") || begun.contains("Warning")) {
            throw new AssertionError("nothing is recorded: " + begun);
        }
        meanwhile.run();
        jcmd("JFR.stop name=test filename=" + file);
        try {
            return RecordingFile.readAllEvents(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The heap in use after a full collection. */
    public long heapBytesAfterGc() {
        jcmd("GC.run");
        Matcher used = HEAP_USED.matcher(jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new AssertionError("the JVM doesn't tell its heap");
        }
        return Long.parseLong(used.group(1)) * 1024;
    }

    /** The memory the operating system has given it. */
    public long residentBytes() {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(proc("status")));
            return resident.find() ? Long.parseLong(resident.group(1)) * 1024 : 0;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** How much processor time it has used. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    public int threads() {
        return entries("task");
    }

    public int fileDescriptors() {
        return entries("fd");
    }

    /** Asks it to end, as an orchestrator does: SIGTERM. */
    public void terminate() {
        // The process itself would close its output, too.
        process.toHandle().destroy();
    }

    /** Stops it where it is, or lets it go on: SIGSTOP, SIGCONT. */
    public void pause(boolean pauses) {
        try {
            new ProcessBuilder("kill", pauses ? "-STOP" : "-CONT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Waits until it has ended, and returns its exit code; then all its output is there. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the service doesn't end");
            }
            readOn.complete(null);
            read.join();
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Kills it, so that it can tell nobody: SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        readOn.complete(null);
    }

    private int entries(String directory) {
        try (Stream<Path> entries = Files.list(proc(directory))) {
            return (int) entries.count();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    private String jcmd(String what) {
        try {
            Process jcmd = new ProcessBuilder(BIN.resolve("jcmd").toString(), Long.toString(process.pid()), what)
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
