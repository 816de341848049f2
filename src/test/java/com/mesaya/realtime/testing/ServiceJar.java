package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The service as it was packed last, and an archive of the classes that it loads to start. With that, as in its container image, a JVM
 * starts it in half the time (class data sharing, JEP 350).
 */
public final class ServiceJar {

    private static final Path TARGET = Path.of(System.getProperty("basedir", ""), "target");
    private static final Path JAR = TARGET.resolve("mesaya-realtime.jar");
    private static final Path ARCHIVE = TARGET.resolve("mesaya-realtime.jsa");

    private ServiceJar() {}

    /** What starts a command of it. */
    public static ProcessBuilder start(List<String> jvmOptions, List<String> arguments) {
        awaitArchive();
        return process(jvmOptions, "-XX:SharedArchiveFile=" + ARCHIVE, arguments);
    }

    private static ProcessBuilder process(List<String> jvmOptions, String archiveOption, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(archiveOption, "-cp", classPath(), "com.mesaya.realtime.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Without directories, which can't be shared. What the jar lacks if it isn't shaded comes after it. */
    private static String classPath() {
        // Surefire keeps the real class path here, and puts a jar that only refers to it in the other one's place.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.concat(
                        Stream.of(JAR.toString()),
                        Stream.of(classPath.split(File.pathSeparator)).filter(path -> path.endsWith(".jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static synchronized void awaitArchive() {
        try {
            if (!Files.exists(ARCHIVE)
                    || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
                Files.deleteIfExists(ARCHIVE);
                makeArchive();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** It starts without its neighbours, and ends. */
    private static void makeArchive() throws IOException {
        var builder = process(List.of(), "-XX:ArchiveClassesAtExit=" + ARCHIVE, List.of("serve", "--until-stdin-ends"));
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
        if (!Files.exists(ARCHIVE)) {
            throw new AssertionError("no archive was made:\n" + output);
        }
    }
}
