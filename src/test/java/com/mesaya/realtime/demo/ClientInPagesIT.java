package com.mesaya.realtime.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.FileServer;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The JavaScript client in pages that come, go and are hidden. */
class ClientInPagesIT {

    private static final int ROUNDS = 3;

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
    void showsSectionsByTheReactHookWhichLeavesNothingBehind() throws Exception {
        try (var files = new FileServer();
                Page page = browser.page()) {
            page.navigate(files.address("src/test/web/react/index.html"));
            page.waitForFunction("() => window.show");
            Locator section = page.locator("#section");

            show(page, SampleRestaurant.SECTIONS.get(0));
            assertThat(section).hasText("Terraza, 20 tables");
            page.waitForFunction("() => window.held() === '1 sockets, 1 listeners'");
            String id = browser.newTable();
            assertThat(section).hasText("Terraza, 21 tables");
            browser.ask("DELETE", "/api/table/" + id, "");
            assertThat(section).hasText("Terraza, 20 tables");
            for (int round = 0; round < ROUNDS; round++) {
                show(page, SampleRestaurant.SECTIONS.get(1));
                assertThat(section).hasText("Salón principal, 20 tables");
                show(page, SampleRestaurant.SECTIONS.get(0));
                assertThat(section).hasText("Terraza, 20 tables");
            }
            page.waitForFunction("() => window.held() === '1 sockets, 1 listeners'");

            page.evaluate("() => window.leave()");

            page.waitForFunction("() => window.held() === '0 sockets, 0 listeners'");
        }
    }

    /** A browser without a window hides none of its pages, so the page is told that it is hidden. */
    @Test
    void pausesInAHiddenTabAndResumesWithoutAGet() {
        String id = browser.newTable();
        try (Page page = browser.open(browser.page())) {
            page.evaluate("""
                    async ([sectionId, token]) => {
                      const { watchSection } = await import("/client/index.js");
                      let isHidden = false;
                      Object.defineProperty(document, "hidden", { get: () => isHidden });
                      window.hide = (hides) => {
                        isHidden = hides;
                        document.dispatchEvent(new Event("visibilitychange"));
                      };
                      window.events = [];
                      window.section = watchSection({
                        url: "/",
                        sectionId,
                        getToken: () => token,
                        pauseWhenHidden: true,
                        pauseAfterMs: 100,
                        WebSocket: class extends WebSocket {
                          constructor(address) {
                            super(address);
                            window.socket = this;
                          }
                        },
                      });
                      window.section.on("event", ({ event }) => window.events.push(event));
                    }
                    """, new Object[] {
                SampleRestaurant.SECTIONS.get(0), browser.demo().token()
            });
            page.waitForFunction("() => window.section.status === 'live'");
            int gets = browser.demo().sectionGets();

            page.evaluate("() => window.hide(true)");
            page.waitForFunction("() => window.section.status === 'stale' && window.socket.readyState === 3");
            browser.ask("PATCH", "/api/table/" + id, "{\"status\":\"BLOCKED\"}");
            assertThat(DemoBrowser.table(page, id)).hasAttribute("data-status", "BLOCKED");
            assertThat(status(page, id)).isEqualTo("AVAILABLE");
            page.evaluate("() => window.hide(false)");

            page.waitForFunction("() => window.section.status === 'live'");
            page.waitForFunction("(id) => window.section.state.tables.get(id).status === 'BLOCKED'", id);
            assertThat((String) page.evaluate("() => window.events.join()"))
                    .startsWith("section.snapshot")
                    .contains("section.resumed");
            assertThat(browser.demo().sectionGets()).isEqualTo(gets);
        }
    }

    @Test
    void looksAfterItsLineWhenTheNetworkIsThereAgain() {
        try (Page page = browser.open(browser.page())) {
            page.evaluate("""
                    async ([sectionId, token]) => {
                      const { watchSection } = await import("/client/index.js");
                      window.pings = 0;
                      window.section = watchSection({
                        url: "/",
                        sectionId,
                        getToken: () => token,
                        heartbeatMs: 3_600_000,
                        WebSocket: class extends WebSocket {
                          send(text) {
                            window.pings += text.includes("ping");
                            super.send(text);
                          }
                        },
                      });
                    }
                    """, new Object[] {
                SampleRestaurant.SECTIONS.get(0), browser.demo().token()
            });
            page.waitForFunction("() => window.section.status === 'live'");

            page.context().setOffline(true);
            page.context().setOffline(false);

            page.waitForFunction("() => window.pings > 0");
            page.waitForFunction("() => window.section.status === 'live'");
        }
    }

    /** A page with an open WebSocket isn't kept by each browser, so the page is told that it is restored. */
    @Test
    void resumesInAPageThatIsRestoredWithoutAGet() {
        try (Page page = browser.open(browser.page())) {
            page.evaluate("""
                    async ([sectionId, token]) => {
                      const { watchSection } = await import("/client/index.js");
                      window.told = [];
                      window.section = watchSection({ url: "/", sectionId, getToken: () => token });
                      window.section.on("status", (status) => window.told.push(status));
                    }
                    """, new Object[] {
                SampleRestaurant.SECTIONS.get(0), browser.demo().token()
            });
            page.waitForFunction("() => window.section.status === 'live'");
            int gets = browser.demo().sectionGets();

            page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

            page.waitForFunction("() => window.told.join() === 'live,resuming,live'");
            assertThat(browser.demo().sectionGets()).isEqualTo(gets);
        }
    }

    private static Object status(Page page, String tableId) {
        return page.evaluate("(id) => window.section.state.tables.get(id).status", tableId);
    }

    private static void show(Page page, String sectionId) {
        URI origin = URI.create(browser.terraza()).resolve("/");
        page.evaluate(
                "(asked) => window.show(asked)",
                Map.of(
                        "url",
                        origin.toString(),
                        "sectionId",
                        sectionId,
                        "token",
                        browser.demo().token()));
    }
}
