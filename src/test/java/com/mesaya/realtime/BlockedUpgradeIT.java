package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Chromium;
import com.mesaya.realtime.testing.FileServer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.UpgradeProxy;
import com.mesaya.realtime.testing.UpgradeProxy.Upgrades;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JavaScript client in a browser, behind a proxy that lets no WebSocket through for a while. */
@ExtendWith(Surroundings.Extension.class)
class BlockedUpgradeIT {

    private static final double SOON_MS = 10_000;

    private static final String WATCH = """
            async ({ client, url, sectionId, token }) => {
              const { watchSection } = await import(client);
              window.errors = [];
              window.statuses = [];
              window.section = watchSection({ url, sectionId, getToken: () => token, webSocketAgainMs: 3_000 });
              window.section.on("error", ({ code }) => window.errors.push(code));
              window.section.on("status", (status) => window.statuses.push(status));
            }
            """;

    @AutoClose
    private static final Chromium CHROMIUM = new Chromium();

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    BlockedUpgradeIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
        surroundings.api().script(section, Script.section());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PASSED")
    void isLiveByEventStreamAndBackOnAWebSocketWhenThereIsOneAgain(Upgrades upgrades) throws IOException {
        try (var files = new FileServer();
                var proxy = new UpgradeProxy(service.http("/"), upgrades);
                Page page = CHROMIUM.browser().newPage()) {
            page.navigate(files.address("src/main/web/examples/plain.html"));
            page.evaluate(
                    WATCH,
                    Map.of(
                            "client", files.address("src/main/web/client/index.js"),
                            "url", proxy.address(),
                            "sectionId", section,
                            "token", RunningService.token()));

            awaitSoon(page, "section.status === 'live'");
            assertThat(page.evaluate("() => section.transport")).isEqualTo("sse");
            assertThat(page.evaluate("() => errors")).isEqualTo(List.of("NOT_UPGRADED"));
            showsAnUpdate(page, "t1");

            proxy.cut();
            awaitSoon(page, "statuses.length === 4");
            assertThat(page.evaluate("() => statuses")).isEqualTo(List.of("live", "stale", "resuming", "live"));
            assertThat(page.evaluate("() => section.transport")).isEqualTo("sse");
            showsAnUpdate(page, "t2");

            proxy.set(Upgrades.PASSED);
            awaitSoon(page, "section.transport === 'websocket'");
            showsAnUpdate(page, "t3");
            assertThat(page.evaluate("() => statuses.length")).isEqualTo(4);
            assertThat(surroundings.api().requestsFor(section)).hasSize(1);
        }
    }

    private void showsAnUpdate(Page page, String id) {
        String changed = table(id, section, "OCCUPIED", Instant.now());
        surroundings.publish("mesa-ya.tables.updated", v1("table.updated", changed));
        awaitSoon(page, "section.state.tables.get('" + id + "-" + section + "')?.status === 'OCCUPIED'");
    }

    private static void awaitSoon(Page page, String condition) {
        page.waitForFunction("() => " + condition, null, new Page.WaitForFunctionOptions().setTimeout(SOON_MS));
    }
}
