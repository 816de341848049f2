package com.mesaya.realtime.transport.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SnapshotGate;
import com.mesaya.realtime.application.operations.LogLevels;
import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.Contract;
import com.mesaya.realtime.transport.Json;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.admission.ClientLimits;
import com.mesaya.realtime.transport.feed.FakeSections;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.server.Server;
import com.mesaya.realtime.transport.websocket.ConnectionLog;
import com.mesaya.realtime.transport.websocket.Connections;
import com.mesaya.realtime.transport.websocket.Drain;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminRouteTest {

    private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    private final Contract http = Contract.http();

    /** Has a section named a, and none that answers otherwise. */
    private final SectionInspection sections = section -> section.equals(new SectionId("a"))
            ? CompletableFuture.completedStage(new SectionInspection.Report(
                    section.value(),
                    "one:1",
                    20,
                    3,
                    10,
                    11,
                    12,
                    13,
                    14,
                    15,
                    16,
                    17,
                    List.of(new SectionInspection.Viewer("p1", 18, 2, 19))))
            : CompletableFuture.failedStage(new TimeoutException("no answer"));

    private final FakeLevels levels = new FakeLevels();
    private final Connections connections = new Connections(
            new JoinSection(
                    new FakeSections(),
                    (section, token, client) -> new CompletableFuture<>(),
                    new SnapshotGate(
                            new SnapshotGate.Limits(1, 0, Duration.ZERO), SnapshotGate.Pace.ANY, Runnable::run)),
            token -> new CompletableFuture<>(),
            (viewer, section) -> true,
            new SignedCursors("secret".getBytes(UTF_8)),
            new Admission(new Admission.Limits(9, 9, 9, 9, 9)),
            new ClientLimits(65_536, 10, 10, Duration.ofSeconds(60), 500),
            new Feeds(testKit.system(), new FakeSections(), 1, 1, Duration.ZERO),
            new PrometheusMonitor(),
            testKit.system(),
            ConnectionLog.KEPT);
    private final Drain drain = new Drain(connections, Duration.ofMillis(100), testKit.system());

    @AfterEach
    void endSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void showsASectionAsItIs() throws Exception {
        HttpResponse answer = ask(HttpRequest.GET("/admin/sections/a"));

        assertThat(answer.status().intValue()).isEqualTo(200);
        assertThat(http.violations("SectionReport", body(answer))).isEmpty();
        assertThat(Json.parse(body(answer)))
                .isEqualTo(
                        Json.parse(
                                "{\"section\":\"a\",\"node\":\"one:1\",\"head\":20,\"horizon\":3,\"windowStart\":10,"
                                        + "\"events\":11,\"bytes\":12,\"entities\":13,\"evictions\":14,\"holds\":15,\"resumablePlaces\":16,"
                                        + "\"viewers\":17,\"furthest\":[{\"place\":\"p1\",\"cursor\":18,\"lag\":2,\"unheardMs\":19}]}"));
    }

    @Test
    void saysSoIfASectionDoesNotAnswerOrCanBeNone() throws Exception {
        refused(HttpRequest.GET("/admin/sections/b"), 503, "SECTION_UNREACHABLE");
        refused(HttpRequest.GET("/admin/sections/a.b"), 400, "INVALID_SECTION");
    }

    @Test
    void showsAndSetsLogLevels() throws Exception {
        assertThat(body(ask(HttpRequest.GET("/admin/log-level"))))
                .isEqualTo("{\"logger\":\"com.mesaya\",\"level\":\"INFO\"}");

        HttpResponse set = ask(put("/admin/log-level?logger=com.mesaya.realtime.transport&level=debug"));

        assertThat(http.violations("LogLevel", body(set))).isEmpty();
        assertThat(body(set)).isEqualTo("{\"logger\":\"com.mesaya.realtime.transport\",\"level\":\"DEBUG\"}");
        refused(put("/admin/log-level?logger=org.apache&level=debug"), 400, "LOGGER_UNKNOWN");
        refused(HttpRequest.GET("/admin/log-level?logger=org.apache"), 400, "LOGGER_UNKNOWN");
    }

    @Test
    void drainsOnRequest() throws Exception {
        assertThat(body(ask(HttpRequest.GET("/admin/drain")))).isEqualTo("{\"draining\":false,\"connections\":0}");

        HttpResponse begun = ask(put("/admin/drain"));

        assertThat(begun.status().intValue()).isEqualTo(202);
        assertThat(connections.waitsFor()).isNotEmpty();
        assertThat(http.violations("Draining", body(begun))).isEmpty();
        assertThat(body(ask(HttpRequest.GET("/admin/drain")))).contains("\"draining\":true");
    }

    @Test
    void changesNothingAtARequestThatAPageMayMakeUnasked() throws Exception {
        for (String path : List.of("/admin/drain", "/admin/log-level?level=debug")) {
            assertThat(ask(HttpRequest.POST(path)).status().intValue()).isEqualTo(405);
            ask(HttpRequest.GET(path));
        }

        assertThat(connections.waitsFor()).isEmpty();
        assertThat(levels.set).isEmpty();
    }

    private void refused(HttpRequest request, int status, String code) throws Exception {
        HttpResponse answer = ask(request);

        assertThat(answer.status().intValue()).isEqualTo(status);
        assertThat(body(answer)).contains("\"" + code + "\"");
        assertThat(http.violations("ErrorBody", body(answer))).isEmpty();
    }

    private static HttpRequest put(String path) {
        return HttpRequest.create(path).withMethod(HttpMethods.PUT);
    }

    @Test
    void changesAndShowsNothingUnderANameThatAPageMayHave() throws Exception {
        for (String name : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example")) {
            for (HttpRequest request : List.of(put("/admin/drain"), HttpRequest.GET("/admin/sections/a"))) {
                refused(request.addHeader(Host.create(name, 8081)), 403, "HOST_DENIED");
            }
        }

        assertThat(drain.hasBegun()).isFalse();
    }

    @Test
    void answersUnderAddressesAndItsOwnNames() throws Exception {
        for (String name :
                List.of("127.0.0.1", "10.0.0.9", "[::1]", "localhost", "LOCALHOST", "ops.internal", "OPS.internal")) {
            assertThat(ask(HttpRequest.GET("/admin/drain").addHeader(Host.create(name, 8081)))
                            .status()
                            .intValue())
                    .as(name)
                    .isEqualTo(200);
        }
    }

    @Test
    void changesNothingForAPageOfAnotherOrigin() throws Exception {
        for (String origin : List.of("http://evil.example", "http://localhost:3001", "null")) {
            refused(put("/admin/drain").addHeader(RawHeader.create("Origin", origin)), 403, "ORIGIN_DENIED");
        }

        assertThat(drain.hasBegun()).isFalse();
        assertThat(ask(put("/admin/drain").addHeader(RawHeader.create("Origin", "http://localhost:8081")))
                        .status()
                        .intValue())
                .isEqualTo(202);
    }

    /** At localhost, unless the request says otherwise. */
    private HttpResponse ask(HttpRequest asked) throws Exception {
        HttpRequest request =
                asked.getHeader(Host.class).isPresent() ? asked : asked.addHeader(Host.create("localhost", 8081));
        return Server.sealed(new AdminRoute(sections, levels, drain, Set.of("ops.internal")).route())
                .function(testKit.system())
                .apply(request)
                .toCompletableFuture()
                .join();
    }

    private static String body(HttpResponse response) {
        return ((HttpEntity.Strict) response.entity()).getData().utf8String();
    }

    private static final class FakeLevels implements LogLevels {

        private final Map<String, String> set = new HashMap<>();

        @Override
        public Optional<String> levelOf(String logger) {
            return logger.startsWith("com.mesaya") ? Optional.of(set.getOrDefault(logger, "INFO")) : Optional.empty();
        }

        @Override
        public boolean set(String logger, String level) {
            return logger.startsWith("com.mesaya") && set.put(logger, level.toUpperCase(Locale.ROOT)) == null;
        }
    }
}
