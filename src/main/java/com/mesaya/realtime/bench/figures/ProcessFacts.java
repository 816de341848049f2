package com.mesaya.realtime.bench.figures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system's data about a process (Linux).
 *
 * @param cpuTime the processor time so far, including the kernel's
 * @param writes the number of write calls, including those to sockets
 */
public record ProcessFacts(Duration cpuTime, long writes, long residentKib) {

    private static final Pattern WRITES = Pattern.compile("syscw: (\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern HEAP_USED = Pattern.compile("(?:heap|generation)\\s.*used (\\d+)K");
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    /** Returns the current data; nothing if the process has ended, or isn't on this machine. */
    public static Optional<ProcessFacts> of(long pid) {
        Optional<Duration> cpuTime =
                ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration());
        return cpuTime.map(time -> new ProcessFacts(time, number(pid, "io", WRITES), number(pid, "status", RESIDENT)));
    }

    /** Triggers a JVM's garbage collection, and returns the heap still in use, in KiB; nothing if it is no JVM. */
    public static OptionalLong liveHeapKib(long pid) {
        if (!isJvm(pid)) {
            return OptionalLong.empty();
        }
        try {
            if (jcmd(pid, "GC.run").isEmpty()) {
                return OptionalLong.empty();
            }
            return jcmd(pid, "GC.heap_info").stream()
                    .flatMapToLong(answer ->
                            HEAP_USED.matcher(answer).results().mapToLong(used -> Long.parseLong(used.group(1))))
                    .reduce(Long::sum);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    /** Returns whether the process is a JVM; {@code jcmd} sends a signal that may kill any other process. */
    private static boolean isJvm(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("/java"))
                .isPresent();
    }

    private static Optional<String> jcmd(long pid, String question) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(JCMD.toString(), Long.toString(pid), question)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return jcmd.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
    }

    private static long number(long pid, String file, Pattern pattern) {
        try {
            Matcher found = pattern.matcher(Files.readString(Path.of("/proc", Long.toString(pid), file)));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
