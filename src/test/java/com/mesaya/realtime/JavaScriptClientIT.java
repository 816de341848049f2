package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.testing.Chromium;
import com.mesaya.realtime.testing.NodeJs;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The JavaScript client's own tests, in Node and in a browser, and what its package promises. */
class JavaScriptClientIT {

    private static final Path CLIENT = Path.of("src/main/web/client");
    private static final int LARGEST_BYTES = 5 * 1024;
    private static final Pattern PASSED = Pattern.compile("(?m)^# pass (\\d+)$");

    @Test
    @SuppressWarnings("unchecked")
    void passesItsTestsInNodeAndInTheBrowser() throws Exception {
        NodeJs node = NodeJs.find();

        Process tests = node.process(
                        "--test",
                        "--test-reporter=tap",
                        "src/test/web/client/fold.test.js",
                        "src/test/web/client/line.test.js")
                .start();
        String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(output).isZero();
        Matcher passed = PASSED.matcher(output);
        assertThat(passed.find()).as(output).isTrue();
        int count = Integer.parseInt(passed.group(1));
        System.out.printf("The client's %d tests passed in %s%n", count, node);

        try (var chromium = new Chromium();
                Page page = chromium.browser().newPage()) {
            page.route("http://tests.localhost/**", JavaScriptClientIT::serve);
            page.navigate("http://tests.localhost/src/test/web/client/browser/index.html");
            page.waitForFunction("() => window.outcome");
            var outcome = (Map<String, Object>) page.evaluate("() => window.outcome");
            assertThat((List<String>) outcome.get("failures")).isEmpty();
            assertThat(outcome.get("count")).isEqualTo(count);
        }
    }

    private static void serve(Route route) {
        Path file = Path.of(URI.create(route.request().url()).getPath().substring(1));
        if (Files.isRegularFile(file)) {
            String type = file.toString().endsWith(".js") ? "text/javascript" : "text/html";
            route.fulfill(new Route.FulfillOptions().setPath(file).setContentType(type));
        } else {
            route.fulfill(new Route.FulfillOptions().setStatus(404));
        }
    }

    @Test
    void isSmall() throws Exception {
        var modules = new ByteArrayOutputStream();
        for (Path module : modules()) {
            modules.write(Files.readAllBytes(module));
        }
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            modules.writeTo(gzip);
        }

        System.out.printf("The client has %d bytes, gzipped %d%n", modules.size(), packed.size());
        assertThat(packed.size()).isLessThan(LARGEST_BYTES);
    }

    @Test
    void needsNothingAndShipsWhatItNames() throws Exception {
        JsonNode description =
                new ObjectMapper().readTree(CLIENT.resolve("package.json").toFile());

        assertThat(description.path("name").asText()).isEqualTo("@mesaya/realtime-client");
        assertThat(description.has("dependencies")).isFalse();
        assertThat(description.path("scripts").has("prepare")).isFalse();
        JsonNode entry = description.path("exports").path(".");
        assertThat(CLIENT.resolve(entry.path("default").asText())).exists();
        assertThat(CLIENT.resolve(entry.path("types").asText())).exists();
        for (Path module : modules()) {
            assertThat(imports(module))
                    .allSatisfy(other -> assertThat(CLIENT.resolve(other)).exists());
        }
    }

    private static List<Path> modules() throws Exception {
        try (Stream<Path> files = Files.list(CLIENT)) {
            return files.filter(file -> file.toString().endsWith(".js"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> imports(Path module) throws Exception {
        Matcher from = Pattern.compile("from \"([^\"]+)\"").matcher(Files.readString(module));
        var names = new ArrayList<String>();
        while (from.find()) {
            names.add(from.group(1));
        }
        return names;
    }
}
