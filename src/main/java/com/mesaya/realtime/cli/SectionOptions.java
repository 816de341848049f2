package com.mesaya.realtime.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options for connecting to a section. */
final class SectionOptions {

    @Parameters(paramLabel = "SECTION", showDefaultValue = Visibility.NEVER, description = "The section's id.")
    private String section = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "ws://127.0.0.1:8080",
            description = "The service's address.")
    private URI url = URI.create("ws://127.0.0.1:8080");

    @Option(
            names = "--token",
            paramLabel = "JWT",
            defaultValue = "${env:MESAYA_TOKEN}",
            showDefaultValue = Visibility.NEVER,
            description = "The token for the connection. Default: the environment's MESAYA_TOKEN.")
    private @Nullable String token;

    URI url() {
        return url;
    }

    /** Returns the value of the {@code Authorization} header. */
    String authorization() {
        return "Bearer " + (token == null ? "" : token);
    }

    CompletableFuture<WebSocket> connect(HttpClient http, WebSocket.Listener listener) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (token != null && !token.isEmpty()) {
            builder.header("Authorization", authorization());
        }
        return builder.buildAsync(url.resolve("/ws/restaurant/" + section), listener);
    }
}
