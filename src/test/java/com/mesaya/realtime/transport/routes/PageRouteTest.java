package com.mesaya.realtime.transport.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageRouteTest {

    private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));

    @AfterEach
    void endSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void letsThePageConnectToWhereItCameFromAndNowhereElse() throws Exception {
        assertThat(policy(List.of())).startsWith("default-src 'self';").doesNotContain("connect-src", "ws:");
    }

    @Test
    void letsThePageConnectToWhatIsNamed() throws Exception {
        assertThat(policy(List.of("wss://a.mesaya.ec", "http://127.0.0.1:8081")))
                .endsWith("; connect-src 'self' wss://a.mesaya.ec http://127.0.0.1:8081");
    }

    private String policy(List<String> connectSources) throws Exception {
        return new PageRoute(connectSources)
                .route()
                .function(testKit.system())
                .apply(HttpRequest.GET("/"))
                .toCompletableFuture()
                .join()
                .getHeader("Content-Security-Policy")
                .map(HttpHeader::value)
                .orElseThrow();
    }
}
