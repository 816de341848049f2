package com.mesaya.realtime.bench.profile;

import com.mesaya.realtime.bench.BenchCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;

/** Runs workloads with async-profiler at the service, and prints whose the time and the allocations are. */
public final class ProfileRun {

    private static final Path DIRECTORY = Path.of("target", "profile");
    private static final List<String> WORKLOADS = List.of("HOT", "TOWN", "JOIN");
    /** Without a right to perf events, which containers seldom give, kernel time counts to the system call's caller. */
    private static final List<String> EVENTS = List.of("ctimer", "alloc");

    private static final int SECONDS = 8;
    /** A profile has to end before everybody has joined, and the server with it. */
    private static final int JOIN_SECONDS = 3;

    private static final int FRAMES = 12;
    private static final long FILE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private ProfileRun() {}

    /** @param arguments the workloads and events to profile, all by default; further options for {@code bench} */
    public static void main(String[] arguments) throws IOException {
        List<String> chosen = Arrays.asList(arguments);
        String profiler = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("ap-loader"))
                .findFirst()
                .orElseThrow();
        Files.createDirectories(DIRECTORY);
        for (String workload : chosenOf(WORKLOADS, chosen)) {
            for (String event : chosenOf(EVENTS, chosen)) {
                profile(profiler, workload, event);
            }
        }
        System.exit(0);
    }

    private static List<String> chosenOf(List<String> all, List<String> chosen) {
        List<String> some = all.stream().filter(chosen::contains).toList();
        return some.isEmpty() ? all : some;
    }

    private static void profile(String profiler, String workload, String event) throws IOException {
        Path file = DIRECTORY.resolve(workload + "-" + event + ".collapsed");
        Files.deleteIfExists(file);
        int seconds = workload.equals("JOIN") ? JOIN_SECONDS : SECONDS;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        new CommandLine(new BenchCommand())
                .execute(
                        workload,
                        "--rounds=1",
                        "--server-option=-Xmx1g",
                        "--server-option=-XX:+UnlockDiagnosticVMOptions",
                        "--server-option=-XX:+DebugNonSafepoints",
                        "--during=" + java + " -jar " + profiler + " profiler -d " + seconds + " -e " + event
                                + " -o collapsed -f " + file.toAbsolutePath() + " {pid}");
        long deadline = System.nanoTime() + FILE_PATIENCE_NANOS;
        while (!Files.exists(file) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        if (!Files.exists(file)) {
            System.out.println("\n" + workload + ", " + event + ": the server ended before its profile");
            return;
        }
        var profile = CollapsedProfile.read(file);
        print(workload + ", " + event + ": whose", profile.byOwner(), Integer.MAX_VALUE);
        print(workload + ", " + event + ": innermost frames", profile.byInnermostFrame(), FRAMES);
    }

    private static void print(String title, Map<String, Double> shares, int most) {
        System.out.println("\n" + title);
        shares.entrySet().stream()
                .limit(most)
                .forEach(share -> System.out.printf("%6.1f %%  %s%n", 100 * share.getValue(), share.getKey()));
    }
}
