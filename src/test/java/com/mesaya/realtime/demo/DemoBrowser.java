package com.mesaya.realtime.demo;

import static com.mesaya.realtime.testing.Patience.PATIENCE_MS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.testing.Chromium;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A demo in which nothing changes by itself, and a browser to look at it. */
final class DemoBrowser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Demo demo = new Demo(1, line -> {});
    private final Chromium chromium;

    DemoBrowser() throws Exception {
        demo.start(0, 0, Duration.ZERO);
        chromium = new Chromium();
    }

    Demo demo() {
        return demo;
    }

    /** A page of a desktop in English. */
    Page page() {
        return page(1400, 900, ColorScheme.LIGHT, "en");
    }

    Page page(int width, int height, ColorScheme scheme, String locale) {
        Page page = chromium.browser()
                .newPage(new Browser.NewPageOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme)
                        .setLocale(locale));
        page.setDefaultTimeout(PATIENCE_MS);
        return page;
    }

    /** Opens both sections, and waits until both are live. */
    Page open(Page page) {
        page.navigate(demo.wholePage());
        PlaywrightAssertions.assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
        return page;
    }

    /** The printed address of the first section alone. */
    String terraza() {
        return Objects.requireNonNull(demo.pages().get("Terraza"));
    }

    /** The address of a page of the service with everything in its fragment. */
    String fullAddress(String path, String token, String... sectionIds) {
        return URI.create(terraza()).resolve(path) + "#" + demo.parameters(List.of(sectionIds), token);
    }

    /** A table of the first section. */
    Locator firstTable(Page page) {
        return table(page, demo.firstTable());
    }

    static Locator table(Page page, String id) {
        return page.locator(".table[data-id='" + id + "']");
    }

    static Locator figure(Page page, String name) {
        return page.locator("[data-figure='" + name + "']");
    }

    /** Makes a table of the first section for one test alone. */
    String newTable() {
        String section = SampleRestaurant.SECTIONS.get(0);
        return ask(
                        "POST",
                        "/api/table",
                        "{\"sectionId\":\"" + section
                                + "\",\"number\":99,\"capacity\":8,\"posX\":500,\"posY\":650,\"width\":120,\"height\":90,\"status\":\"AVAILABLE\"}")
                .path("id")
                .asText();
    }

    /** The first section's table as the main API has it. */
    JsonNode truth(String tableId) {
        for (String section : SampleRestaurant.SECTIONS) {
            for (JsonNode table : ask("GET", "/api/section/" + section, "").path("tables")) {
                if (table.path("id").asText().equals(tableId)) {
                    return table;
                }
            }
        }
        return JSON.createObjectNode();
    }

    /** What the main API answers. */
    JsonNode ask(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create(demo.apiUrl() + path))
                .header("Authorization", "Bearer " + demo.token())
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        chromium.close();
        demo.close();
    }
}
