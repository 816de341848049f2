package com.mesaya.realtime.transport.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.operations.ClusterOverview;
import com.mesaya.realtime.transport.Json;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterRouteTest {

    private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));

    /** One node, which has every section that starts with an a. */
    private final ClusterOverview overview = sections -> CompletableFuture.completedStage(new ClusterOverview.Status(
            "one:1",
            List.of(),
            List.of(),
            sections.stream()
                    .collect(Collectors.toMap(
                            Function.identity(),
                            section -> Optional.of("one:1")
                                    .filter(owner -> section.value().startsWith("a"))))));

    @AfterEach
    void endSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void showsTheNodeOfEachRequestedSection() throws Exception {
        assertThat(Json.parse(body(get("/cluster?section=a1&section=b1"))).path("owners"))
                .isEqualTo(Json.parse("{\"a1\":\"one:1\",\"b1\":null}"));
    }

    @Test
    void showsNoSectionWithoutARequest() throws Exception {
        HttpResponse answer = get("/cluster");

        assertThat(answer.status().intValue()).isEqualTo(200);
        assertThat(Json.parse(body(answer)).properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("self", "unreachable", "nodes");
    }

    @Test
    void refusesWhatIsNoSectionsId() throws Exception {
        HttpResponse answer = get("/cluster?section=a1&section=.");

        assertThat(answer.status().intValue()).isEqualTo(400);
        assertThat(body(answer)).contains("INVALID_SECTION");
    }

    private HttpResponse get(String address) throws Exception {
        return new ClusterRoute(overview)
                .route()
                .function(testKit.system())
                .apply(HttpRequest.GET(address))
                .toCompletableFuture()
                .join();
    }

    private static String body(HttpResponse response) {
        return ((HttpEntity.Strict) response.entity()).getData().utf8String();
    }
}
