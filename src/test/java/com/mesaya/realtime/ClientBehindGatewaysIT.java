package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Chromium;
import com.mesaya.realtime.testing.FileServer;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JavaScript client in a browser, which tells a page hardly anything, where somebody else answers its handshakes. */
class ClientBehindGatewaysIT {

    private static final String WATCH = """
            async ({ client, url }) => {
              const { watchSection } = await import(client);
              window.errors = [];
              window.tokens = 0;
              window.section = watchSection({
                url,
                sectionId: "s",
                getToken: () => `token-${++window.tokens}`,
                firstBackoffMs: 20,
                maxBackoffMs: 20,
              });
              window.section.on("error", ({ code, status }) => window.errors.push(`${code} ${status ?? ""}`.trim()));
            }
            """;

    @AutoClose
    private static final Chromium CHROMIUM = new Chromium();

    private FileServer files;
    private HttpServer gateway;
    private Page page;

    @BeforeEach
    void openAPage() throws IOException {
        files = new FileServer();
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.start();
        page = CHROMIUM.browser().newPage();
        page.navigate(files.address("src/main/web/examples/plain.html"));
    }

    @AfterEach
    void closeThePage() {
        page.close();
        gateway.stop(0);
        files.close();
    }

    @ParameterizedTest
    @CsvSource({"401, Unauthorized", "401, {\"message\":\"no\"}", "502, <html>"})
    void tellsWhatNoPageMayReadAndAsksForAFreshTokenOnce(int status, String body) {
        gateway.createContext("/", exchange -> answer(exchange, status, body));

        watch(address());

        page.waitForFunction("() => window.errors.length >= 3");
        assertThat(errors()).containsOnly("NOT_READABLE");
        assertThat(page.evaluate("() => [window.tokens, window.section.status]"))
                .isEqualTo(List.of(2, "connecting"));
    }

    @Test
    void tellsThatThePageItselfForbidsTheLine() {
        page.evaluate("""
                () => {
                  const policy = document.createElement("meta");
                  policy.httpEquiv = "Content-Security-Policy";
                  policy.content = "connect-src 'none'";
                  document.head.append(policy);
                }
                """);

        watch(address());

        page.waitForFunction("() => window.errors.length >= 1");
        assertThat(errors()).containsOnly("NOT_READABLE");
    }

    @ParameterizedTest
    @CsvSource({"200, NOT_UPGRADED 200", "302, NOT_UPGRADED 0", "426, NOT_UPGRADED 426"})
    void tellsThatNobodyUpgradesTheLine(int status, String error) {
        gateway.createContext("/", exchange -> {
            readable(exchange);
            exchange.getResponseHeaders().set("Location", files.address("src/main/web/examples/plain.html"));
            answer(exchange, status, "<html>");
        });

        watch(address());

        page.waitForFunction("() => window.errors.length >= 1");
        assertThat(errors()).containsOnly(error);
    }

    @Test
    void believesA401WithoutItsJson() {
        gateway.createContext("/", exchange -> {
            readable(exchange);
            answer(exchange, 401, "Unauthorized");
        });

        watch(address());

        page.waitForFunction("() => window.tokens >= 3");
        assertThat(errors()).containsOnly("HTTP_401 401");
    }

    @Test
    void asksWhyWithTheCookiesThatTheHandshakeHad() {
        gateway.createContext("/page", exchange -> {
            exchange.getResponseHeaders().set("Set-Cookie", "much=" + "x".repeat(3_000) + "; Path=/");
            answer(exchange, 200, "<html>");
        });
        gateway.createContext("/ws", exchange -> {
            String cookies = exchange.getRequestHeaders().getFirst("Cookie");
            answer(exchange, cookies != null && cookies.length() > 3_000 ? 431 : 426, "");
        });
        gateway.createContext("/client", exchange -> {
            Path file = Path.of("src/main/web" + exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Content-Type", "text/javascript");
            answer(exchange, 200, Files.readString(file));
        });
        page.navigate(address() + "/page");

        page.evaluate(WATCH, Map.of("client", "/client/index.js", "url", address()));

        page.waitForFunction("() => window.section.status === 'closed'");
        assertThat(page.evaluate("() => window.section.reason.code")).isEqualTo("HTTP_431");
    }

    private void watch(String url) {
        page.evaluate(WATCH, Map.of("client", files.address("src/main/web/client/index.js"), "url", url));
    }

    @SuppressWarnings("unchecked")
    private List<String> errors() {
        return (List<String>) page.evaluate("() => window.errors");
    }

    private String address() {
        return "http://127.0.0.1:" + gateway.getAddress().getPort();
    }

    /** Lets pages of any origin read the answer. */
    private static void readable(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
