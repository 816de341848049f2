package com.mesaya.realtime.transport.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.monitor.ConnectionKind;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.transport.admission.Pace;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.feed.FakeSections;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.feed.Heartbeat;
import com.mesaya.realtime.transport.feed.Line;
import com.mesaya.realtime.transport.frame.Frames;
import com.mesaya.realtime.transport.frame.SharedFrames;
import com.mesaya.realtime.transport.frame.WebSocketWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HandshakesTest {

    private static final ActorTestKit TEST_KIT = ActorTestKit.create();
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    /** From RFC 6455, section 1.3. */
    private static final String ANSWER = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final String OTHER_KEY = "x3JJHMbDL1EzLkh9GBhXDw==";
    private static final String OTHER_ANSWER = "HSmrc0sMlYUkAGmm5OPpG2HaGWk=";

    private final Handshakes handshakes = new Handshakes();
    private final CountingUpgrade upgrade = new CountingUpgrade();
    private final Queue<ViewerConnection> begun = new ConcurrentLinkedQueue<>();

    @AfterAll
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void answersEachKeyAndSubprotocolFromOneDescription() {
        HttpResponse one = accept(KEY, Optional.of("mesaya.v1"), materializer(), connection());
        HttpResponse other = accept(OTHER_KEY, Optional.empty(), materializer(), connection());

        assertThat(headers(one))
                .containsExactlyInAnyOrder(
                        "Upgrade: websocket", "Sec-WebSocket-Accept: " + ANSWER, "Sec-WebSocket-Protocol: mesaya.v1");
        assertThat(headers(other))
                .containsExactlyInAnyOrder("Upgrade: websocket", "Sec-WebSocket-Accept: " + OTHER_ANSWER);
        assertThat(upgrade.descriptions).hasSize(1);
    }

    @Test
    void namesTheExtensionThatIsAgreedOn() {
        HttpRequest request = request(KEY, materializer())
                .addHeaders(List.of(
                        RawHeader.create("sec-websocket-extensions", "a, b"),
                        RawHeader.create("Sec-WebSocket-Extensions", "c; d=\"e\"")));

        assertThat(Handshakes.offeredExtensions(request)).containsExactly("a, b", "c; d=\"e\"");
        assertThat(headers(handshakes.accept(
                        request, upgrade, Optional.empty(), Optional.of("permessage-deflate"), connection())))
                .contains("Sec-WebSocket-Extensions: permessage-deflate");
    }

    @Test
    void startsTheConnectionWhoseStreamItIs() {
        Materializer ones = materializer();
        Materializer others = materializer();
        ViewerConnection one = connection();
        ViewerConnection other = connection();
        accept(KEY, Optional.empty(), ones, one);
        accept(KEY, Optional.empty(), others, other);

        run(others);
        await().untilAsserted(() -> assertThat(begun).containsExactly(other));
        run(ones);

        await().untilAsserted(() -> assertThat(begun).containsExactly(other, one));
    }

    private void run(Materializer materializer) {
        Source.<Message>maybe()
                .via(upgrade.descriptions.get(0))
                .to(Sink.ignore())
                .run(materializer);
    }

    private HttpResponse accept(
            String key, Optional<String> protocol, Materializer materializer, ViewerConnection connection) {
        return handshakes.accept(request(key, materializer), upgrade, protocol, Optional.empty(), connection);
    }

    private static HttpRequest request(String key, Materializer materializer) {
        return HttpRequest.create()
                .addHeader(RawHeader.create("Sec-WebSocket-Key", key))
                .addAttribute(Handshakes.MATERIALIZER, materializer);
    }

    private static Materializer materializer() {
        return Materializer.matFromSystem(TEST_KIT.system()).withNamePrefix("connection");
    }

    private static List<String> headers(HttpResponse response) {
        var headers = new ArrayList<String>();
        for (HttpHeader header : response.getHeaders()) {
            headers.add(header.name() + ": " + header.value());
        }
        return headers;
    }

    private ViewerConnection connection() {
        var viewer = new Viewer("ana", Set.of(), Set.of(), null);
        var parts = new ViewerConnection.Parts(
                ConnectionKind.WEBSOCKET,
                Events.SECTION,
                message -> new CompletableFuture<>(),
                message -> new CompletableFuture<>(),
                new Frames(
                        Events.SECTION,
                        viewer,
                        new SharedFrames.Form(false, false),
                        new SignedCursors("secret".getBytes(UTF_8))),
                new WebSocketWire(new SharedFrames.Form(false, false), Compression.NONE),
                new Line(new Heartbeat(Duration.ofHours(1), Duration.ofHours(1)), () -> {}),
                new Feeds(TEST_KIT.system(), new FakeSections(), 1, 1, Duration.ZERO),
                new Pace(1),
                new PrometheusMonitor());
        return new ViewerConnection(
                parts,
                new ViewerConnection.Opening(
                        connection -> {
                            begun.add(connection);
                            return Optional.empty();
                        },
                        gone -> new CompletableFuture<>()));
    }

    private static final class CountingUpgrade implements WebSocketUpgrade {

        private final List<Graph<FlowShape<Message, Message>, ?>> descriptions = new ArrayList<>();

        @Override
        public Iterable<String> getRequestedProtocols() {
            return List.of("mesaya.v1");
        }

        @Override
        public HttpResponse handleMessagesWith(Graph<FlowShape<Message, Message>, ?> handler) {
            descriptions.add(handler);
            return HttpResponse.create()
                    .withStatus(StatusCodes.SWITCHING_PROTOCOLS)
                    .addHeader(RawHeader.create("Upgrade", "websocket"))
                    .addHeader(RawHeader.create("Sec-WebSocket-Accept", "the first client's"));
        }

        @Override
        public HttpResponse handleMessagesWith(Graph<FlowShape<Message, Message>, ?> handler, String protocol) {
            throw new AssertionError("the subprotocol isn't the same for all");
        }

        @Override
        public HttpResponse handleMessagesWith(Graph<SinkShape<Message>, ?> in, Graph<SourceShape<Message>, ?> out) {
            throw new AssertionError("the handler is one flow");
        }

        @Override
        public HttpResponse handleMessagesWith(
                Graph<SinkShape<Message>, ?> in, Graph<SourceShape<Message>, ?> out, String protocol) {
            throw new AssertionError("the handler is one flow");
        }
    }
}
