package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo as a person sees it, in a real browser: Debian's Chromium. */
class DemoIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static Demo demo;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startDemoAndBrowser() throws Exception {
        demo = new Demo();
        demo.start(0, 0, Duration.ZERO);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stopBrowserAndDemo() {
        browser.close();
        playwright.close();
        demo.close();
    }

    @Test
    void showsATableChangeColourAfterAChangeAtTheApi() throws Exception {
        try (Page page = browser.newPage()) {
            page.navigate(terraza());
            Locator table = page.locator(".table[data-id='" + demo.firstTable() + "']");
            PlaywrightAssertions.assertThat(page.locator(".table")).hasCount(20);
            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("live");
            PlaywrightAssertions.assertThat(page.locator("#title")).hasText("Terraza");
            PlaywrightAssertions.assertThat(table).hasAttribute("data-status", "AVAILABLE");
            String free = fill(table);

            assertThat(patch("{\"status\":\"OCCUPIED\"}")).isEqualTo(200);

            PlaywrightAssertions.assertThat(table).hasAttribute("data-status", "OCCUPIED");
            PlaywrightAssertions.assertThat(table.locator(".number")).hasText("● 1");
            assertThat(fill(table)).isNotEqualTo(free);
        }
    }

    @Test
    void saysWhyAConnectionIsRefused() {
        try (Page page = browser.newPage()) {
            page.navigate(terraza().replaceFirst("section=[^&]*", "section=unknown"));

            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("There is no such section.");
        }
    }

    @Test
    void asksForAnotherTokenIfThisOneIsNoGood() {
        try (Page page = browser.newPage()) {
            page.navigate(terraza().replaceFirst("token=.*", "token=none"));

            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("The token is not valid.");
            PlaywrightAssertions.assertThat(page.locator("#join")).isVisible();
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Set<Path> before = brokerDirectories();

        try (var another = new Demo()) {
            another.start(0, 0, Duration.ofMillis(100));
            assertThat(brokerDirectories()).hasSize(before.size() + 1);
        }

        assertThat(brokerDirectories()).isEqualTo(before);
    }

    private static String terraza() {
        return Objects.requireNonNull(demo.pages().get("Terraza"));
    }

    private static String fill(Locator table) {
        return (String) table.locator("rect").evaluate("rect => getComputedStyle(rect).fill");
    }

    private static int patch(String change) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(demo.apiUrl() + "/api/table/" + demo.firstTable()))
                .header("Authorization", "Bearer " + demo.token())
                .method("PATCH", HttpRequest.BodyPublishers.ofString(change))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Set<Path> brokerDirectories() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("mesaya-kafka"))
                    .collect(Collectors.toSet());
        }
    }
}
