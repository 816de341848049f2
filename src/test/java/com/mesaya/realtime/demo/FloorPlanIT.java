package com.mesaya.realtime.demo;

import static com.mesaya.realtime.demo.DemoBrowser.figure;
import static com.mesaya.realtime.demo.DemoBrowser.table;
import static com.mesaya.realtime.testing.Patience.PATIENCE_MS;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person can do to the floor plan of the demo, and to its line. */
class FloorPlanIT {

    private static final Pattern SECONDS_LEFT = Pattern.compile("0:[0-3]\\d");
    private static final Duration SHORT = Duration.ofSeconds(6);

    /** A page asks for a fresh token every five seconds then, and may be late by as much as that. */
    private static final Duration ENOUGH = Duration.ofSeconds(12);

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
    void showsBothSectionsWithChairsByCapacity() {
        try (Page page = browser.open(browser.page())) {
            assertThat(page.locator(".room")).hasCount(2);
            assertThat(page.locator(".room h2")).hasText(new String[] {"Terraza", "Salón principal"});
            assertThat(page.locator(".room").nth(1).locator(".table").first())
                    .hasAttribute("aria-label", "Table 21, 2 seats, available");
            assertThat(browser.firstTable(page).locator(".chair")).hasCount(2);
        }
    }

    @Test
    void showsInOneTabWhatIsDoneInTheOther() {
        String id = browser.newTable();
        try (Page page = browser.open(browser.page());
                Page other = browser.open(browser.page())) {
            table(page, id).click();

            assertThat(table(other, id)).hasAttribute("data-status", "RESERVED");
            assertThat(other.locator("#feed li").first()).containsText("table.updated");
            assertThat(figure(other, "latency")).hasText(Pattern.compile("p50 \\d+ ms, p99 \\d+ ms"));
        }
    }

    @Test
    void movesATableThatIsDragged() {
        String id = browser.newTable();
        try (Page page = browser.open(browser.page())) {
            int before = browser.truth(id).path("posX").asInt();

            drag(page, table(page, id), 60, -20);

            await().until(() -> browser.truth(id).path("posX").asInt() > before + 50);
            assertThat(table(page, id)).not().hasAttribute("data-dragged", "");
            assertThat(browser.truth(id).path("status").asText()).isEqualTo("AVAILABLE");
        }
    }

    @Test
    void movesATableToTheOtherSection() {
        String id = browser.newTable();
        try (Page page = browser.open(browser.page())) {
            BoundingBox from = table(page, id).boundingBox();
            BoundingBox to = page.locator(".plan").nth(1).boundingBox();

            drag(page, table(page, id), to.x + to.width / 2 - from.x, to.y + to.height / 2 - from.y);

            assertThat(page.locator(".room").nth(1).locator(".table[data-id='" + id + "']"))
                    .isVisible();
            assertThat(page.locator(".room").first().locator(".table[data-id='" + id + "']"))
                    .hasCount(0);
            assertThat(browser.truth(id).path("sectionId").asText()).isEqualTo(SampleRestaurant.SECTIONS.get(1));
        }
    }

    @Test
    void canBeUsedByKeyboardAlone() {
        try (Page page = browser.open(browser.page())) {
            page.locator(".room").first().locator(".add").focus();
            int count = page.locator(".room").first().locator(".table").count();
            page.keyboard().press("Enter");
            assertThat(page.locator(".room").first().locator(".table")).hasCount(count + 1);
            Locator added = page.locator(".room").first().locator(".table").last();
            String id = added.getAttribute("data-id");

            // The table that was drawn last stands right before the button.
            page.keyboard().press("Shift+Tab");
            assertThat(table(page, id)).isFocused();
            page.keyboard().press("Enter");
            assertThat(table(page, id)).hasAttribute("data-status", "RESERVED");
            page.keyboard().press("ArrowRight");
            await().until(() -> browser.truth(id).path("posX").asInt() == 580);
            page.keyboard().press("h");
            assertThat(table(page, id)).hasClass("table held");
            page.keyboard().press("h");
            assertThat(table(page, id)).hasClass("table");
            page.keyboard().press("Delete");
            assertThat(table(page, id)).hasCount(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 0, 10})
    void countsAHoldDownWhateverTheClockIsSetTo(int minutesAhead) {
        String id = browser.newTable();
        try (Page page = browser.page()) {
            page.addInitScript("const now = Date.now; Date.now = () => now() + " + minutesAhead * 60_000);
            browser.open(page);
            browser.ask("POST", "/api/table/" + id + "/selecting", "{}");

            Locator left = table(page, id).locator(".capacity");
            assertThat(left).hasText(SECONDS_LEFT);
            String first = left.textContent();
            assertThat(left).not().hasText(first);
            assertThat(left).hasText(SECONDS_LEFT);
            assertThat(table(page, id)).hasAttribute("aria-label", Pattern.compile("being booked$"));
            double offset = (double)
                    table(page, id).locator(".ring").evaluate("ring => Number(ring.style.strokeDashoffset) + 0.0001");
            assertThat(offset).isBetween(0.001, 0.5);
        }
    }

    @Test
    void resumesWithoutAGetAfterTheLineWasCut() {
        String id = browser.newTable();
        try (Page page = browser.open(browser.page())) {
            assertThat(figure(page, "gets")).not().hasText("–");
            int gets = browser.demo().sectionGets();

            page.locator("#cut").check();
            assertThat(page.locator("#connection")).hasAttribute("data-state", Pattern.compile("stale|resuming"));
            assertThat(figure(page, "saved")).hasText("–");
            browser.ask("PATCH", "/api/table/" + id, "{\"status\":\"BLOCKED\"}");
            assertThat(table(page, id)).hasAttribute("data-status", "AVAILABLE");
            page.locator("#cut").uncheck();

            assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
            assertThat(table(page, id)).hasAttribute("data-status", "BLOCKED");
            assertThat(figure(page, "resumed")).hasText("2");
            assertThat(browser.demo().sectionGets()).isEqualTo(gets);
        }
    }

    @Test
    void savesFramesOnASlowNetwork() {
        try (Page page = browser.open(browser.page())) {
            page.locator("#slow").check();
            assertThat(figure(page, "resumed")).hasText("2");
            assertThat(page.locator("#connection")).hasText("live");

            page.locator("#rush").click();

            assertThat(figure(page, "changes")).not().hasText("0");
            page.waitForCondition(
                    () -> browser.firstTable(page).getAttribute("data-status").equals("AVAILABLE")
                            && figure(page, "saved").textContent().matches("[1-9]\\d*"),
                    new Page.WaitForConditionOptions().setTimeout(PATIENCE_MS));
        }
    }

    @Test
    void takesFreshTokensWithoutAVisibleBreak() {
        String id = browser.newTable();
        int before = browser.demo().freshTokens();
        browser.demo().freshTokensLive(ENOUGH);
        Instant firstIsOver = Instant.now().plus(ENOUGH);
        try (Page page = browser.page()) {
            page.navigate(browser.fullAddress(
                    "/", browser.demo().token(ENOUGH), SampleRestaurant.SECTIONS.toArray(String[]::new)));
            assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
            page.evaluate("""
                    () => {
                      window.states = [];
                      const connection = document.getElementById("connection");
                      new MutationObserver(() => window.states.push(connection.dataset.state))
                        .observe(connection, { attributeFilter: ["data-state"] });
                    }
                    """);

            // Each of the two lines several times, and by then the first tokens are over for good.
            await().until(() ->
                    Instant.now().isAfter(firstIsOver) && browser.demo().freshTokens() >= before + 8);

            assertThat(page.evaluate("() => window.states.filter((state) => state !== 'live')"))
                    .isEqualTo(List.of());
            assertThat(figure(page, "resumed")).hasText("0");
            table(page, id).click();
            assertThat(table(page, id)).hasAttribute("data-status", "RESERVED");
        } finally {
            browser.demo().freshTokensLive(Duration.ofHours(1));
        }
    }

    @Test
    void endsWithItsTokenIfNobodyGivesAFreshOne() {
        try (Page page = browser.page()) {
            page.navigate(browser.fullAddress("/", browser.demo().token(SHORT), SampleRestaurant.SECTIONS.get(0))
                    .replaceFirst("&api=[^&]+", ""));

            assertThat(page.locator("#connection")).hasText("The token has expired.");
            assertThat(page.locator("#join")).isVisible();
        }
    }

    @Test
    void saysInThePagesLanguageWhatDidNotWork() {
        String id = browser.newTable();
        try (Page page = browser.open(browser.page(1400, 900, ColorScheme.LIGHT, "es-EC"))) {
            page.route(
                    "**/api/table/**",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setStatus(404)
                            .setHeaders(Map.of("Access-Control-Allow-Origin", "*"))
                            .setBody("{\"message\":\"Not Found\"}")));
            table(page, id).click();
            assertThat(page.locator("#connection")).hasText("No fue posible: eso ya no existe.");

            page.unroute("**/api/table/**");
            page.route("**/api/table/**", Route::abort);
            table(page, id).click();
            assertThat(page.locator("#connection")).hasText("No fue posible: la API principal no responde.");
        }
    }

    private static void drag(Page page, Locator table, double dx, double dy) {
        table.locator(".top").hover();
        BoundingBox box = table.locator(".top").boundingBox();
        double x = box.x + box.width / 2;
        double y = box.y + box.height / 2;
        page.mouse().down();
        for (double share : List.of(0.3, 0.7, 1.0)) {
            page.mouse().move(x + dx * share, y + dy * share);
        }
        page.mouse().up();
    }
}
