package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.Chromium;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The demo on several nodes, as a person starts it and sees it in Debian's Chromium. */
class DemoNodesIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration END_PATIENCE = Duration.ofSeconds(40);

    @Test
    void thePageGoesToAnotherNodeWhenItsOwnIsKilledAndIsToldOfWhatHappensThen() throws Exception {
        try (DemoProcess demo = DemoProcess.start("--nodes", "3", "--port", "0", "--pace", "0");
                var chromium = new Chromium()) {
            System.out.printf("%nThree nodes were ready %d ms after the demo's start%n", millis(demo.untilReady()));
            List<DemoProcess.Node> nodes = demo.nodes();
            assertThat(nodes).hasSize(3);
            DemoProcess.Node own = nodes.get(0);
            Page page = chromium.browser().newPage();
            List<String> frames = new CopyOnWriteArrayList<>();
            page.onWebSocket(socket -> socket.onFrameReceived(frame -> frames.add(frame.text())));

            page.navigate(own.page());
            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("live");
            PlaywrightAssertions.assertThat(page.locator(".node[data-state=up]"))
                    .hasCount(3);
            PlaywrightAssertions.assertThat(page.locator(".node", new Page.LocatorOptions().setHasText("Terraza")))
                    .hasCount(1);
            Locator serving = page.locator(".node[aria-current=true]");
            PlaywrightAssertions.assertThat(serving).hasAttribute("data-address", own.address());
            PlaywrightAssertions.assertThat(serving).containsText("1 viewer");

            long killedNanos = System.nanoTime();
            own.process().destroyForcibly();
            PlaywrightAssertions.assertThat(page.locator(".node[data-state=ended]"))
                    .hasAttribute("data-address", own.address());
            PlaywrightAssertions.assertThat(page.locator(".node[data-state=up]"))
                    .hasCount(2);
            PlaywrightAssertions.assertThat(serving).hasCount(1);
            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("live");
            System.out.printf(
                    "The page was live again %d ms after its node was killed%n",
                    millis(Duration.ofNanos(System.nanoTime() - killedNanos)));
            assertThat(serving.getAttribute("data-address")).isNotEqualTo(own.address());
            frames.clear();
            assertThat(block(demo)).isEqualTo(200);

            Locator table = page.locator(".table[data-id='" + demo.table() + "']");
            PlaywrightAssertions.assertThat(table).hasAttribute("data-status", "BLOCKED");
            assertThat(frames).anyMatch(frame -> frame.startsWith("{\"event\":\"table.updated\""));
            System.out.printf(
                    "A change reached it %d ms after its node was killed%n",
                    millis(Duration.ofNanos(System.nanoTime() - killedNanos)));
            assertThat(demo.lines())
                    .contains("node 1 (pid " + own.process().pid() + ") has ended with exit code 137; 2 of 3 left");
            for (DemoProcess.Node other : nodes.subList(1, 3)) {
                assertThat(get(other.admin() + "cluster")).contains("\"nodes\":[");
            }

            demo.terminate();
            assertThat(demo.exitCode()).isEqualTo(143);
            areGone(nodes);
            assertThat(demo.lines())
                    .as("that the nodes ended in an orderly way")
                    .filteredOn(line -> line.endsWith(" Stopped"))
                    .hasSize(2);
        }
    }

    @Test
    void nodesDoNotOutliveADemoThatIsKilled() throws Exception {
        try (DemoProcess demo = DemoProcess.start("--nodes", "2", "--port", "0", "--pace", "0")) {
            demo.untilReady();
            List<DemoProcess.Node> nodes = demo.nodes();
            assertThat(nodes).hasSize(2).allMatch(node -> node.process().isAlive());

            demo.kill();

            areGone(nodes);
        }
    }

    @Test
    void saysWhichNodeCannotStart() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DemoProcess demo =
                        DemoProcess.start("--nodes", "2", "--port", Integer.toString(taken.getLocalPort()))) {
            assertThat(demo.exitCode()).isEqualTo(1);
            await().untilAsserted(() -> assertThat(demo.lines())
                    .contains("node 1 ended with exit code 2 before it was ready")
                    .anyMatch(line -> line.startsWith("node 1 | PORT or HOST must be free to bind to")));
        }
    }

    private static void areGone(List<DemoProcess.Node> nodes) {
        await().atMost(END_PATIENCE)
                .untilAsserted(
                        () -> assertThat(nodes).noneMatch(node -> node.process().isAlive()));
    }

    private static int block(DemoProcess demo) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(demo.apiUrl() + "/api/table/" + demo.table()))
                .header("Authorization", "Bearer " + demo.token())
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"status\":\"BLOCKED\"}"))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String get(String address) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static long millis(Duration time) {
        return time.toMillis();
    }
}
