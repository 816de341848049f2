package com.mesaya.realtime.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the floor plan looks, to whom it may concern: light, dark, on a phone, in Spanish, to a screen reader. */
class FloorPlanLooksIT {

    private static final Set<String> GRAVE = Set.of("serious", "critical");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private static DemoBrowser browser;

    @BeforeAll
    static void startDemoAndBrowser() throws Exception {
        browser = new DemoBrowser();
        var tables = browser.ask("GET", "/api/section/" + SampleRestaurant.SECTIONS.get(0), "")
                .path("tables");
        List<String> statuses = List.of("RESERVED", "OCCUPIED", "AVAILABLE", "OCCUPIED", "BLOCKED", "RESERVED");
        for (int place = 0; place < statuses.size(); place++) {
            String id = tables.get(place * 3).path("id").asText();
            browser.ask("PATCH", "/api/table/" + id, "{\"status\":\"" + statuses.get(place) + "\"}");
        }
    }

    @AfterAll
    static void stopBrowserAndDemo() {
        browser.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoGraveBarrier(ColorScheme scheme) {
        try (Page page = browser.open(browser.page(1400, 900, scheme, "en"))) {
            assertThat(graveViolations(page)).isEmpty();
            page.navigate(page.url().replaceFirst("/#.*", "/docs/"));
            assertThat(graveViolations(page)).isEmpty();
        }
    }

    @Test
    void wouldNoticeABarrier() {
        try (Page page = browser.open(browser.page())) {
            page.evaluate("() => document.getElementById('language').textContent = ''");

            assertThat(graveViolations(page)).containsExactly("button-name");
        }
    }

    private static List<String> graveViolations(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> GRAVE.contains(Objects.requireNonNullElse(rule.getImpact(), "")))
                        .map(rule -> rule.getId())
                        .toList();
    }

    @Test
    void fitsAPhone() {
        try (Page page = browser.open(browser.page(390, 844, ColorScheme.LIGHT, "es-EC"))) {
            assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .isTrue();
            assertThat(page.locator(".plan").nth(1)).isVisible();
            shoot(page, "phone");
        }
    }

    @Test
    void speaksSpanishToThoseWhoDo() {
        try (Page page = browser.open(browser.page(1400, 900, ColorScheme.LIGHT, "es-EC"))) {
            assertThat(page.locator("#connection")).hasText("en vivo");
            assertThat(page.locator("html")).hasAttribute("lang", "es");
            assertThat(browser.firstTable(page)).hasAttribute("aria-label", "Mesa 1, 2 puestos, reservada");

            page.locator("#language").click();

            assertThat(page.locator("#connection")).hasText("live");
            assertThat(browser.firstTable(page)).hasAttribute("aria-label", "Table 1, 2 seats, reserved");
        }
    }

    @Test
    void isLightOrDarkAsTheSystemIs() {
        try (Page light = browser.open(browser.page(1400, 900, ColorScheme.LIGHT, "en"));
                Page dark = browser.open(browser.page(1400, 900, ColorScheme.DARK, "en"))) {
            assertThat(ground(light)).isNotEqualTo(ground(dark));
            String id = browser.newTable();
            // Records of two topics come in any order.
            for (Page page : List.of(light, dark)) {
                assertThat(page.locator("#feed li").first()).containsText("table.created");
            }
            browser.ask("POST", "/api/table/" + id + "/selecting", "{}");
            for (Page page : List.of(light, dark)) {
                assertThat(page.locator("#feed li").first()).containsText("table.selecting");
            }
            shoot(light, "light");
            shoot(dark, "dark");
        }
    }

    private static Object ground(Page page) {
        return page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    }

    private static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setAnimations(ScreenshotAnimations.DISABLED));
    }
}
