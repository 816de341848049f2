package com.mesaya.realtime.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages that docs/getting-started.md and the examples promise show a live table. */
class GettingStartedIT {

    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern HTML = Pattern.compile("```html\\n(.*?)```", Pattern.DOTALL);

    private static DemoBrowser browser;

    @BeforeAll
    static void startDemoAndBrowser() throws Exception {
        browser = new DemoBrowser();
    }

    @AfterAll
    static void stopBrowserAndDemo() {
        browser.close();
    }

    @Test
    void showsALiveTableInTenLines() throws Exception {
        List<String> pages = HTML.matcher(Files.readString(Path.of("docs/getting-started.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(pages).hasSize(2);
        for (String source : pages) {
            // Not by a route: a browser lets only pages of this machine connect to it.
            HttpServer server = serve(mine(source));
            try (Page page = browser.page()) {
                page.navigate("http://127.0.0.1:" + server.getAddress().getPort());

                assertThat(page.locator("#table")).hasText(Pattern.compile("Table 1: (AVAILABLE|BLOCKED)"));
                change("OCCUPIED");
                assertThat(page.locator("#table")).hasText("Table 1: OCCUPIED");
                change("BLOCKED");
                assertThat(page.locator("#table")).hasText("Table 1: BLOCKED");
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void hasAPlainPageAmongTheExamples() {
        try (Page page = browser.page()) {
            page.navigate(browser.fullAddress(
                    "/examples/plain.html", browser.demo().token(), SampleRestaurant.SECTIONS.get(0)));

            assertThat(page.locator("#status")).hasText("live");
            assertThat(page.locator("#tables li")).hasCount(20);
        }
    }

    @Test
    void worksInATerminalToo() throws Exception {
        List<String> commands = commands();
        assertThat(commands).filteredOn(command -> command.startsWith("curl")).hasSize(2);
        assertThat(commands).anyMatch(command -> command.startsWith("java"));
        for (String command : commands) {
            if (command.startsWith("curl -i")) {
                assertPrints(command, "426 Upgrade Required", "UPGRADE_REQUIRED");
            } else if (command.startsWith("curl")) {
                assertPrints(command, "{\"event\":\"section.snapshot\"");
            } else if (command.startsWith("java")) {
                assertPrints(command + " --url ws://127.0.0.1:8080", "section.snapshot", "Terraza");
            }
        }
        assertPrints(browser.demo().exampleChange(), "\"status\":\"BLOCKED\"");
    }

    /** Each command of the page's last part, on one line. */
    private static List<String> commands() throws IOException {
        String page = Files.readString(Path.of("docs/getting-started.md"));
        return SHELL.matcher(page.substring(page.indexOf("## In a terminal")))
                .results()
                .flatMap(found -> found.group(1).replaceAll("\\\\\\n\\s*", "").lines())
                .toList();
    }

    private static void assertPrints(String command, String... parts) throws IOException {
        Path output = Files.createTempFile("terminal", ".txt");
        var terminal = new ProcessBuilder("bash", "-c", "exec " + mine(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        terminal.environment().put("SECTION", SampleRestaurant.SECTIONS.get(0));
        terminal.environment().put("TOKEN", browser.demo().token());
        Process running = terminal.start();
        try {
            await().untilAsserted(() -> assertThat(Files.readString(output, StandardCharsets.ISO_8859_1))
                    .contains(parts));
        } finally {
            running.destroyForcibly().onExit().join();
            Files.delete(output);
        }
    }

    private static HttpServer serve(String html) throws IOException {
        byte[] body = html.getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void change(String status) {
        browser.ask("PATCH", "/api/table/" + browser.demo().firstTable(), "{\"status\":\"" + status + "\"}");
    }

    private static String mine(String source) {
        Matcher origin = Pattern.compile("http://([^/]+)/").matcher(browser.terraza());
        assertThat(origin.find()).isTrue();
        return source.replace("127.0.0.1:8080", origin.group(1))
                .replace("\"SECTION\"", '"' + SampleRestaurant.SECTIONS.get(0) + '"')
                .replace("\"TOKEN\"", '"' + browser.demo().token() + '"')
                .replace(
                        "SECTION/TOKEN",
                        SampleRestaurant.SECTIONS.get(0) + "/" + browser.demo().token());
    }
}
