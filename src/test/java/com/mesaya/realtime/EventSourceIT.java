package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.Chromium;
import com.mesaya.realtime.testing.FileServer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import com.mesaya.realtime.testing.UpgradeProxy;
import com.mesaya.realtime.testing.UpgradeProxy.Upgrades;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A browser's own EventSource, on a page of another origin. */
@ExtendWith(Surroundings.Extension.class)
class EventSourceIT {

    private static final String WATCH = """
            (url) => {
              window.messages = [];
              window.closes = [];
              window.source = new EventSource(url);
              window.source.onmessage = ({ data }) => window.messages.push(data);
              window.source.addEventListener("close", ({ data }) => {
                window.closes.push(JSON.parse(data).code);
                window.source.close();
              });
            }
            """;

    @AutoClose
    private static final Chromium CHROMIUM = new Chromium();

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();
    private FileServer files;
    private UpgradeProxy line;
    private Page page;

    EventSourceIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
        surroundings.api().script(section, Script.section());
    }

    @BeforeEach
    void openAPage() throws IOException {
        files = new FileServer();
        line = new UpgradeProxy(service.http("/"), Upgrades.PASSED);
        page = CHROMIUM.browser().newPage();
        page.navigate(files.address("src/main/web/examples/plain.html"));
    }

    @AfterEach
    void closeThePage() throws IOException {
        page.close();
        line.close();
        files.close();
    }

    @Test
    void comesBackByItselfAndGetsWhatItMissedWithoutAskingTheApi() throws IOException {
        Response answer = page.waitForResponse(address -> address.url().contains("/sse/"), this::watch);
        assertThat(answer.headerValue("Content-Encoding")).isEqualTo("gzip");
        await().untilAsserted(() -> assertThat(messages()).hasSize(1));
        String seen = update("t1");
        await().untilAsserted(() -> assertThat(messages()).hasSize(2));

        line.cut();
        String missed;
        try (TestViewer witness = service.watch(section)) {
            witness.next();
            missed = update("t2");
            assertThat(witness.next()).isEqualTo(frame("table.updated", missed));
        }

        await().untilAsserted(() -> assertThat(messages()).hasSize(4));
        assertThat(messages())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("{\"event\":\"section.snapshot\""),
                        second -> assertThat(second).isEqualTo(frame("table.updated", seen)),
                        third -> assertThat(third).startsWith("{\"event\":\"section.resumed\""),
                        fourth -> assertThat(fourth).isEqualTo(frame("table.updated", missed)));
        assertThat(surroundings.api().requestsFor(section)).hasSize(2);
    }

    @Test
    void learnsTheCodeOfTheClose() {
        watch();
        await().untilAsserted(() -> assertThat(messages()).hasSize(1));

        surroundings.publish(
                "mesa-ya.sections.deleted",
                v1("section.deleted", "{\"id\":\"" + section + "\",\"updatedAt\":\"" + Instant.now() + "\"}"));

        await().untilAsserted(
                        () -> assertThat(page.evaluate("() => window.closes")).isEqualTo(List.of(4410)));
        assertThat(messages()).last().asString().startsWith("{\"event\":\"section.deleted\"");
    }

    private void watch() {
        page.evaluate(WATCH, line.address() + "/sse/restaurant/" + section + "?token=" + RunningService.token());
    }

    @SuppressWarnings("unchecked")
    private List<String> messages() {
        return (List<String>) page.evaluate("() => window.messages");
    }

    private String update(String id) {
        String changed = table(id, section, "OCCUPIED", Instant.now());
        surroundings.publish("mesa-ya.tables.updated", v1("table.updated", changed));
        return changed;
    }
}
