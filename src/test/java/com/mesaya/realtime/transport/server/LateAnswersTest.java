package com.mesaya.realtime.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.transport.admission.Proxies;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.server.Directives;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateAnswersTest {

    private final ActorTestKit testKit = ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local\npekko.http.server.request-timeout = 100ms")
                    .withFallback(ConfigFactory.load()));

    @AfterEach
    void endSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void areReplacedByARefusalThatPagesMayRead() {
        var settings = new ServerSettings(
                "127.0.0.1",
                0,
                10,
                10,
                10,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Optional.empty(),
                true,
                Optional.empty());
        Server server = Server.bind(
                        testKit.system(),
                        settings,
                        new Proxies(List.of()),
                        Directives.completeWithFuture(new CompletableFuture<>()))
                .toCompletableFuture()
                .join();

        try (var page =
                new RawClient(URI.create("http://127.0.0.1:" + server.address().getPort()))) {
            page.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(page.readToEnd())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Access-Control-Allow-Origin: *\r\n", "Retry-After: 1\r\n", "\"code\":\"OVERLOADED\"");
        }
    }
}
