package com.mesaya.realtime.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
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
            try (Page page = browser.page()) {
                page.route(
                        "http://pages.localhost/",
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("text/html")
                                .setBody(mine(source))));
                page.navigate("http://pages.localhost/");

                assertThat(page.locator("#table")).hasText(Pattern.compile("Table 1: (AVAILABLE|BLOCKED)"));
                change("OCCUPIED");
                assertThat(page.locator("#table")).hasText("Table 1: OCCUPIED");
                change("BLOCKED");
                assertThat(page.locator("#table")).hasText("Table 1: BLOCKED");
            }
        }
    }

    @Test
    void hasAPlainPageAmongTheExamples() {
        try (Page page = browser.page()) {
            page.navigate(browser.terraza().replace("/#", "/examples/plain.html#"));

            assertThat(page.locator("#status")).hasText("live");
            assertThat(page.locator("#tables li")).hasCount(20);
        }
    }

    private static void change(String status) {
        browser.ask("PATCH", "/api/table/" + browser.demo().firstTable(), "{\"status\":\"" + status + "\"}");
    }

    private static String mine(String source) {
        Matcher origin = Pattern.compile("http://([^/]+)/").matcher(browser.terraza());
        assertThat(origin.find()).isTrue();
        return source.replace("127.0.0.1:8080", origin.group(1))
                .replace("SECTION", SampleRestaurant.SECTIONS.get(0))
                .replace("TOKEN", browser.demo().token());
    }
}
