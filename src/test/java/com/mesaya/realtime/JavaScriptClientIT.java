package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Chromium;
import com.mesaya.realtime.testing.NodeJs;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JavaScript client's own tests, in Node and in a browser, and what its package promises. */
class JavaScriptClientIT {

    @Test
    @SuppressWarnings("unchecked")
    void passesItsTestsInNodeAndInTheBrowser() throws Exception {
        int count = NodeJs.find()
                .passTests(Stream.of("fold", "line", "refusals", "stream", "wake")
                        .map(name -> "src/test/web/client/" + name + ".test.js")
                        .toArray(String[]::new));

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
    void isPackedSmallAndWellTyped() throws Exception {
        int count =
                NodeJs.find().passTests("src/test/web/package/package.test.js", "src/test/web/package/types.test.js");

        assertThat(count).isPositive();
    }
}
