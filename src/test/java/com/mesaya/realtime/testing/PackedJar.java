package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A jar as it was packed last, and an archive of the classes that the service in it loads to start. With that, as in its container image,
 * a JVM starts it in half the time (class data sharing, JEP 350).
 */
public enum PackedJar {
    SERVICE("mesaya-realtime"),
    /** The same with {@code demo} and {@code bench}. */
    DEMO("mesaya-realtime-demo");

    private static final Path TARGET = Path.of(System.getProperty("basedir", ""), "target");

    private final String name;

    PackedJar(String name) {
        this.name = name;
    }

    public Path path() {
        return TARGET.resolve(name + ".jar");
    }

    private Path archive() {
        return TARGET.resolve(name + ".jsa");
    }

    /** What starts a command of it. */
    public ProcessBuilder start(List<String> jvmOptions, List<String> arguments) {
        awaitArchive();
        return process(jvmOptions, "-XX:SharedArchiveFile=" + archive(), arguments);
    }

    private ProcessBuilder process(List<String> jvmOptions, String archiveOption, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(archiveOption, "-jar", path().toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Another JVM with tests may want to make it at the same time. */
    private synchronized void awaitArchive() {
        try (FileChannel file = FileChannel.open(
                        TARGET.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            if (held.isValid()
                    && (!Files.exists(archive())
                            || Files.getLastModifiedTime(archive()).compareTo(Files.getLastModifiedTime(path())) < 0)) {
                Files.deleteIfExists(archive());
                makeArchive();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** It starts without its neighbours, and ends. */
    private void makeArchive() throws IOException {
        var builder = process(
                List.of("-XX:TieredStopAtLevel=1"),
                "-XX:ArchiveClassesAtExit=" + archive(),
                List.of("serve", "--until-stdin-ends"));
        builder.environment().putAll(Map.of("HOST", "127.0.0.1", "PORT", "0", "ADMIN_PORT", "0"));
        builder.environment().putAll(ServiceProcess.environment("http://127.0.0.1:9", "127.0.0.1:9", Map.of()));
        Process process = builder.start();
        CompletableFuture<Void> ended = process.onExit()
                .completeOnTimeout(process, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly);
        var output = new StringBuilder();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.contains("Listening")) {
                    process.getOutputStream().close();
                }
            }
        }
        ended.join();
        if (!Files.exists(archive())) {
            throw new AssertionError("no archive was made:\n" + output);
        }
    }
}
