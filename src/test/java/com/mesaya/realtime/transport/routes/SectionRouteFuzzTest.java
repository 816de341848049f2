package com.mesaya.realtime.transport.routes;

import static com.mesaya.realtime.transport.routes.RequestTexts.TARGET;
import static com.mesaya.realtime.transport.routes.RequestTexts.TOKEN;
import static com.mesaya.realtime.transport.routes.RequestTexts.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.mesaya.realtime.application.access.AccessPolicy;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SnapshotGate;
import com.mesaya.realtime.application.join.SnapshotSource;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.transport.admission.AddressRange;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.admission.AllowedOrigins;
import com.mesaya.realtime.transport.admission.ClientLimits;
import com.mesaya.realtime.transport.admission.Proxies;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.compression.CompressionSettings;
import com.mesaya.realtime.transport.feed.FakeSections;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.feed.Heartbeat;
import com.mesaya.realtime.transport.feed.Line;
import com.mesaya.realtime.transport.server.LoggedPath;
import com.mesaya.realtime.transport.server.Server;
import com.mesaya.realtime.transport.websocket.ConnectionLog;
import com.mesaya.realtime.transport.websocket.Connections;
import com.mesaya.realtime.transport.websocket.Handshakes;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.SourceShape;

/** Whatever stands in a request's address and headers, it is answered, and no token gets out. */
@StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
class SectionRouteFuzzTest {

    private static final Heartbeat HEARTBEAT = new Heartbeat(Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final ActorTestKit TEST_KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    private static final InetAddress PROXY = InetAddresses.forString("10.0.0.1");
    private static final Proxies PROXIES = new Proxies(List.of(AddressRange.parse("10.0.0.0/8")));
    private static final Function<HttpRequest, CompletionStage<HttpResponse>> ROUTE =
            Server.sealed(route()).function(TEST_KIT.system());

    @AfterContainer
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Example
    void letsInWhoMayComeIn() {
        assertThat(statusOf(TARGET, List.of())).contains(101);
        assertThat(statusOf("/ws/restaurant/5b0f-1", List.of(header("Authorization", "Bearer " + TOKEN))))
                .contains(101);
        assertThat(statusOf("/ws/restaurant/5b0f-1?token=" + TOKEN, List.of())).contains(101);
    }

    @Property
    void answersAnyAddress(@ForAll("targets") String target) {
        Optional<Integer> status = statusOf(target, List.of());

        assertThat(status.orElse(400)).isLessThan(500);
        Statistics.collect(status.map(String::valueOf).orElse("unparsable"));
        Statistics.coverage(answers -> {
            answers.check("101").percentage(percentage -> percentage > 0.5);
            answers.check("400").percentage(percentage -> percentage > 0.5);
            answers.check("401").percentage(percentage -> percentage > 2);
            answers.check("404").percentage(percentage -> percentage > 2);
            answers.check("unparsable").percentage(percentage -> percentage < 80);
        });
    }

    @Property
    void answersAnyHeaders(@ForAll("sectionTargets") String target, @ForAll("headers") List<HttpHeader> headers) {
        int status = statusOf(target, headers).orElseThrow();

        assertThat(status).isLessThan(500);
        Statistics.collect(status);
        Statistics.coverage(answers -> {
            answers.check(101).percentage(percentage -> percentage > 2);
            answers.check(401).percentage(percentage -> percentage > 10);
            answers.check(403).percentage(percentage -> percentage > 10);
        });
    }

    @Property
    void letsNobodyInWithoutTheToken(@ForAll("targets") String target, @ForAll("headers") List<HttpHeader> headers) {
        if (statusOf(target, headers).filter(status -> status == 101).isPresent()) {
            List<String> values = headers.stream().map(HttpHeader::value).toList();
            assertThat(Uri.create(target, Uri.RELAXED) + " " + values).contains(TOKEN);
        }
    }

    @Property
    void logsNoTokenWhereverItStands(
            @ForAll("targets") String before, @ForAll("tokens") String token, @ForAll("targets") String after) {
        for (String path : List.of(
                before + token + after,
                before + "/" + token + after,
                "/ws/restaurant/5b0f-1/" + token,
                before + token)) {
            assertThat(LoggedPath.of(path)).doesNotContain(token.split("\\."));
            request(path)
                    .ifPresent(request ->
                            assertThat(LoggedPath.of(request.getUri().path())).doesNotContain(token.split("\\.")));
        }
    }

    @Property
    void findsAClientWhateverAProxySays(@ForAll("forwarded") String first, @ForAll String second) {
        var request = HttpRequest.create()
                .withHeaders(List.of(header("X-Forwarded-For", first), header("X-Forwarded-For", second)));

        assertThat(PROXIES.clientOf(request, PROXY).quotaKey()).isNotEmpty();
    }

    @Provide
    Arbitrary<String> targets() {
        return RequestTexts.targets();
    }

    @Provide
    Arbitrary<String> sectionTargets() {
        return RequestTexts.sectionTargets();
    }

    @Provide
    Arbitrary<List<HttpHeader>> headers() {
        return RequestTexts.headers();
    }

    @Provide
    Arbitrary<String> tokens() {
        return RequestTexts.tokens();
    }

    @Provide
    Arbitrary<String> forwarded() {
        return RequestTexts.forwarded();
    }

    /** Empty if Pekko HTTP wouldn't let the address through. */
    private static Optional<HttpRequest> request(String target) {
        try {
            return Optional.of(HttpRequest.create().withUri(Uri.create(target, Uri.RELAXED)));
        } catch (IllegalUriException refused) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> statusOf(String target, List<HttpHeader> headers) {
        return request(target).map(withoutHeaders -> {
            HttpRequest request = withoutHeaders.withHeaders(headers);
            return answer(request.addAttribute(Server.CLIENT, PROXIES.clientOf(request, PROXY))
                            .addAttribute(Server.LINE, new Line(HEARTBEAT, () -> {}))
                            .addAttribute(Handshakes.MATERIALIZER, Materializer.matFromSystem(TEST_KIT.system()))
                            .addHeader(RawHeader.create("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="))
                            .addAttribute(AttributeKeys.webSocketUpgrade, new FakeUpgrade()))
                    .status()
                    .intValue();
        });
    }

    private static HttpResponse answer(HttpRequest request) {
        try {
            return ROUTE.apply(request).toCompletableFuture().join();
        } catch (Exception failure) {
            throw new AssertionError("the route fails", failure);
        }
    }

    private static Route route() {
        var admission = new Admission(new Admission.Limits(9, 9, 9, 1_000_000_000, 1_000_000_000));
        TokenVerifier tokens = token -> CompletableFuture.completedStage(
                token.equals(TOKEN)
                        ? new TokenVerifier.Verified(new Viewer("ana", Set.of(), Set.of(), null))
                        : new TokenVerifier.Refused(ErrorCode.TOKEN_INVALID));
        AccessPolicy access = (viewer, section) -> true;
        var monitor = new PrometheusMonitor();
        var join = new JoinSection(
                new FakeSections(),
                (section, token, client) ->
                        CompletableFuture.completedStage(new SnapshotSource.Unavailable(ErrorCode.SECTION_NOT_FOUND)),
                new SnapshotGate(new SnapshotGate.Limits(1, 0, Duration.ZERO), SnapshotGate.Pace.ANY, Runnable::run));
        var connections = new Connections(
                join,
                tokens,
                access,
                new SignedCursors("secret".getBytes(UTF_8)),
                admission,
                new ClientLimits(65_536, 10, 10, Duration.ofSeconds(60), 500),
                new Feeds(TEST_KIT.system(), new FakeSections(), 1, 1, Duration.ZERO),
                monitor,
                TEST_KIT.system(),
                ConnectionLog.KEPT);
        return new SectionRoute(
                        tokens,
                        access,
                        new AllowedOrigins(Set.of("https://mesaya.ec")),
                        admission,
                        connections,
                        new Subprotocols(Set.of("mesaya.v1", "bearer")),
                        Optional.of(new Compression(new CompressionSettings(256, 6))),
                        monitor)
                .route();
    }

    /** Switches protocols without a socket. */
    private static final class FakeUpgrade implements WebSocketUpgrade {

        private static final HttpResponse SWITCHING = HttpResponse.create().withStatus(StatusCodes.SWITCHING_PROTOCOLS);

        @Override
        public Iterable<String> getRequestedProtocols() {
            return List.of();
        }

        @Override
        public HttpResponse handleMessagesWith(Graph<FlowShape<Message, Message>, ?> handler) {
            return SWITCHING;
        }

        @Override
        public HttpResponse handleMessagesWith(Graph<FlowShape<Message, Message>, ?> handler, String protocol) {
            return SWITCHING;
        }

        @Override
        public HttpResponse handleMessagesWith(Graph<SinkShape<Message>, ?> in, Graph<SourceShape<Message>, ?> out) {
            return SWITCHING;
        }

        @Override
        public HttpResponse handleMessagesWith(
                Graph<SinkShape<Message>, ?> in, Graph<SourceShape<Message>, ?> out, String protocol) {
            return SWITCHING;
        }
    }
}
