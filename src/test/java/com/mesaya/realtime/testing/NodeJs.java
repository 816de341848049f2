package com.mesaya.realtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Node.js that is recent enough: the machine's own, or else the one that comes with Playwright's driver. */
public final class NodeJs {

    private static final int OLDEST = 20;
    /** The first with a WebSocket of its own that needn't be asked for. */
    private static final int WITH_WEB_SOCKET = 22;

    private static final Pattern PASSED = Pattern.compile("(?m)^# pass (\\d+)$");
    private static final Pattern SKIPPED = Pattern.compile("# SKIP .+");
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.");

    private final Path executable;
    private final int version;

    private NodeJs(Path executable) {
        this.executable = executable;
        this.version = versionOf(executable);
    }

    public static NodeJs find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "node"))
                .filter(Files::isExecutable)
                .map(NodeJs::new)
                .filter(node -> node.version >= OLDEST)
                .findFirst()
                .orElseGet(() -> new NodeJs(bundled()));
    }

    private static Path bundled() {
        return Driver.ensureDriverInstalled(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), false)
                .driverDir()
                .resolve("node");
    }

    /** A process of it that isn't started yet; its errors go where its output goes. */
    public ProcessBuilder process(String... arguments) {
        var command = new ArrayList<String>();
        command.add(executable.toString());
        if (version < WITH_WEB_SOCKET) {
            command.addAll(List.of("--experimental-websocket", "--no-warnings"));
        }
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Runs these files' tests, of which none may fail, and tells how many passed. */
    public int passTests(String... files) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("--test", "--test-reporter=tap"));
        arguments.addAll(List.of(files));
        Process tests = process(arguments.toArray(String[]::new)).start();
        String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(output).isZero();
        Matcher passed = PASSED.matcher(output);
        assertThat(passed.find()).as(output).isTrue();
        System.out.printf("%s tests passed in %s%n", passed.group(1), this);
        SKIPPED.matcher(output).results().forEach(left -> System.out.println(left.group()));
        return Integer.parseInt(passed.group(1));
    }

    @Override
    public String toString() {
        return executable + ", version " + version;
    }

    private static int versionOf(Path node) {
        try {
            Process asked = new ProcessBuilder(node.toString(), "--version").start();
            Matcher version =
                    VERSION.matcher(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return version.lookingAt() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
