package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static com.mesaya.realtime.testing.RawClient.COMPRESSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.Chromium;
import com.mesaya.realtime.testing.Deflated;
import com.mesaya.realtime.testing.FileServer;
import com.mesaya.realtime.testing.NodeJs;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RawClient.Received;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.microsoft.playwright.Page;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages that are compressed, for those clients that offer it, in both directions. */
@ExtendWith(Surroundings.Extension.class)
class CompressionIT {

    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    private static final String ACCEPTED =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final String PING = "{\"action\":\"ping\"}";
    private static final String PONG = "{\"event\":\"system.pong\",\"payload\":{}}";
    private static final int LIMIT = 64 * 1024;

    private static final String WATCH = """
            (url) => {
              window.messages = [];
              window.socket = new WebSocket(url);
              window.socket.onmessage = ({ data }) => window.messages.push(data);
            }
            """;

    private static final String NODE = """
            const socket = new WebSocket(process.argv[1]);
            let count = 0;
            socket.onmessage = ({ data }) => {
              if (count++ === 0) {
                console.log(socket.extensions);
                socket.send('%s'.padEnd(20000));
              }
              console.log(data);
              if (count === 2) process.exit();
            };
            """.formatted(PING.replace("\"", "\\\""));

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();
    private final String body = "{\"id\":\"" + section + "\",\"tables\":["
            + IntStream.range(0, 20)
                    .mapToObj(number -> tableOf("t" + number, "FREE"))
                    .collect(Collectors.joining(","))
            + "]}";

    CompressionIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
        surroundings.api().script(section, Script.ok(body));
    }

    @Test
    void agreesOnlyWithAClientThatOffersIt() {
        try (RawClient without = open("");
                RawClient other = open("", "Sec-WebSocket-Extensions: x-webkit-deflate-frame");
                RawClient smallWindow =
                        open("", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10");
                RawClient with = open("", OFFER);
                RawClient second = open(
                        "",
                        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9",
                        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"15\"")) {
            for (RawClient client : List.of(without, other, smallWindow)) {
                assertThat(client.answer()).noneMatch(line -> line.startsWith("Sec-WebSocket-Extensions"));
                assertThat(client.receive().compressed()).isFalse();
            }
            assertThat(with.answer()).contains(ACCEPTED);
            assertThat(second.answer()).contains(ACCEPTED + "; server_max_window_bits=15");
            assertThat(second.receive().compressed()).isTrue();
        }
    }

    @Test
    void sendsTheSameMessagesAsWithoutCompression() {
        try (RawClient plain = open("");
                RawClient compressed = open("", OFFER)) {
            Received snapshot = plain.receive();
            Received smaller = compressed.receive();
            assertThat(smaller.text()).isEqualTo(snapshot.text()).isEqualTo(frame("section.snapshot", body));
            assertThat(smaller.compressed()).isTrue();
            assertThat(smaller.payload().length * 4).isLessThan(snapshot.payload().length);

            String large = update("t1", "x".repeat(1_000));
            Received event = plain.receive();
            Received smallerEvent = compressed.receive();
            assertThat(smallerEvent.text()).isEqualTo(event.text()).isEqualTo(frame("table.updated", large));
            assertThat(smallerEvent.compressed()).isTrue();
            assertThat(event.compressed()).isFalse();

            String small = update("t2", "FREE");
            assertThat(compressed.receive()).satisfies(message -> {
                assertThat(message.text()).isEqualTo(frame("table.updated", small));
                assertThat(message.compressed()).isFalse();
            });
        }
    }

    @Test
    void resumesAndConflatesAsWithoutCompression() {
        try (RunningService small = surroundings.start(
                Map.of("mesaya.section.window", 8, "mesaya.section.bound", 5, "mesaya.kafka.max-in-flight", 8))) {
            String cursor = cursorOf(small);
            String other = cursorOf(small, OFFER);
            try (RawClient witness = RawClient.webSocket(address(small, ""))) {
                witness.receive();
                for (int change = 0; change < 20; change++) {
                    surroundings.publishInOrder(
                            "mesa-ya.tables.updated",
                            v1("table.updated", tableOf("t" + change % 2, "x".repeat(300) + change)));
                    witness.receive();
                }
            }

            try (RawClient plain = RawClient.webSocket(address(small, "?cursor=" + cursor));
                    RawClient compressed = RawClient.webSocket(address(small, "?cursor=" + other), OFFER)) {
                assertThat(plain.receive().text()).startsWith("{\"event\":\"section.resumed\"");
                assertThat(compressed.receive().text()).startsWith("{\"event\":\"section.resumed\"");
                for (int event = 0; event < 2; event++) {
                    Received smaller = compressed.receive();
                    assertThat(smaller.compressed()).isTrue();
                    assertThat(smaller.text()).isEqualTo(plain.receive().text());
                }
            }
        }
    }

    @Test
    void understandsCompressedMessagesInOnePieceOrInMany() {
        byte[] ping = Deflated.deflate((PING + " ".repeat(1_000)).getBytes(UTF_8));
        try (RawClient client = opened(OFFER)) {
            client.send(true, RawClient.TEXT | COMPRESSED, ping);
            assertThat(client.receive().text()).isEqualTo(PONG);

            client.send(false, RawClient.TEXT | COMPRESSED, new byte[0]);
            for (byte part : ping) {
                client.send(false, RawClient.CONTINUATION, new byte[] {part});
                client.send(true, RawClient.PING, new byte[] {part});
                assertThat(client.receive(RawClient.PONG).payload()).containsExactly(part);
            }
            client.send(true, RawClient.CONTINUATION, new byte[0]);
            assertThat(client.receive()).satisfies(answer -> {
                assertThat(answer.text()).isEqualTo(PONG);
                assertThat(answer.compressed()).isFalse();
            });

            client.sendText(PING);
            assertThat(client.receive().text()).isEqualTo(PONG);
        }
    }

    @Test
    void answersEachOfManyMessagesThatComeAtOnceBeforeTheClientEnds() {
        byte[] ping = RawClient.frame(true, RawClient.TEXT | COMPRESSED, Deflated.deflate(PING.getBytes(UTF_8)), true);
        var all = new ByteArrayOutputStream();
        for (int message = 0; message < 5; message++) {
            all.writeBytes(ping);
        }
        all.writeBytes(RawClient.frame(true, RawClient.CLOSE, new byte[] {3, (byte) 0xE8}, true));
        try (RawClient client = opened(OFFER)) {
            client.write(all.toByteArray());

            for (int message = 0; message < 5; message++) {
                assertThat(client.receive().text()).isEqualTo(PONG);
            }
            assertThat(client.receive().code()).isEqualTo(1000);
        }
    }

    @Test
    void takesAMessageUpToTheLimitAndRefusesABomb() {
        byte[] largest = Deflated.deflate((PING + " ".repeat(LIMIT - PING.length())).getBytes(UTF_8));
        byte[] tooLarge = Deflated.deflate((PING + " ".repeat(LIMIT + 1 - PING.length())).getBytes(UTF_8));
        byte[] bomb = Deflated.deflate(new byte[100 * 1024 * 1024]);
        try (RawClient client = opened(OFFER);
                RawClient other = opened(OFFER);
                RawClient bomber = opened(OFFER)) {
            client.send(true, RawClient.TEXT | COMPRESSED, largest);
            assertThat(client.receive().text()).isEqualTo(PONG);
            other.send(true, RawClient.TEXT | COMPRESSED, tooLarge);
            bomber.send(true, RawClient.TEXT | COMPRESSED, bomb);

            for (RawClient refused : List.of(other, bomber)) {
                assertThat(refused.receive().text()).contains("\"code\":\"MESSAGE_TOO_BIG\"");
                assertThat(refused.receive(RawClient.CLOSE).code()).isEqualTo(1009);
            }
        }
    }

    @Test
    void refusesCorruptDataAndBinaryMessages() {
        try (RawClient corrupt = opened(OFFER);
                RawClient notUtf8 = opened(OFFER);
                RawClient binary = opened(OFFER)) {
            corrupt.send(true, RawClient.TEXT | COMPRESSED, new byte[] {(byte) 0xFF, 1, 2, 3});
            notUtf8.send(true, RawClient.TEXT | COMPRESSED, Deflated.deflate(new byte[] {(byte) 0xC3, (byte) 0x28}));
            binary.send(true, RawClient.BINARY | COMPRESSED, Deflated.deflate(new byte[] {1, 2, 3}));

            assertThat(corrupt.receive(RawClient.CLOSE).code()).isEqualTo(1007);
            assertThat(notUtf8.receive(RawClient.CLOSE).code()).isEqualTo(1007);
            assertThat(binary.receive(RawClient.CLOSE).code()).isEqualTo(1003);
        }
    }

    @Test
    void refusesTheBitWhereItIsNotAllowed() {
        byte[] ping = Deflated.deflate(PING.getBytes(UTF_8));
        try (RawClient notAgreed = opened();
                RawClient control = opened(OFFER);
                RawClient continuation = opened(OFFER);
                RawClient otherBit = opened(OFFER);
                RawClient unmasked = opened(OFFER)) {
            notAgreed.send(true, RawClient.TEXT | COMPRESSED, ping);
            control.send(true, RawClient.PING | COMPRESSED, new byte[0]);
            continuation.send(false, RawClient.TEXT | COMPRESSED, ping);
            continuation.send(true, RawClient.CONTINUATION | COMPRESSED, new byte[0]);
            otherBit.send(true, RawClient.TEXT | COMPRESSED | 0x20, ping);
            unmasked.write(RawClient.frame(true, RawClient.TEXT | COMPRESSED, ping, false));

            for (RawClient client : List.of(notAgreed, control, continuation, otherBit, unmasked)) {
                assertThat(client.receive(RawClient.CLOSE).code()).isEqualTo(1002);
            }
        }
    }

    @Test
    void agreesWithNobodyIfItIsOff() {
        try (RunningService off = surroundings.start(Map.of("mesaya.compression.mode", "off"));
                RawClient client = RawClient.webSocket(address(off, ""), OFFER);
                var stream = new RawClient(off.http("/"))) {
            assertThat(client.answer()).noneMatch(line -> line.startsWith("Sec-WebSocket-Extensions"));
            assertThat(client.receive().compressed()).isFalse();
            stream.write("GET /sse/restaurant/" + section + "/" + RunningService.token()
                    + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
            assertThat(stream.readHead()).startsWith("HTTP/1.1 200 ").doesNotContain("Content-Encoding");
            assertThat(stream.readThrough("\n\n")).startsWith("retry: ");
        }
    }

    @Test
    void worksWithABrowser() throws IOException {
        try (var chromium = new Chromium();
                var files = new FileServer();
                Page page = chromium.browser().newPage()) {
            page.navigate(files.address("src/main/web/examples/plain.html"));
            page.evaluate(WATCH, address(service, "").toString());
            await().untilAsserted(() -> assertThat(messages(page)).containsExactly(frame("section.snapshot", body)));
            assertThat((String) page.evaluate("() => window.socket.extensions")).startsWith("permessage-deflate");

            String event = update("t1", "x".repeat(1_000));
            await().untilAsserted(() -> assertThat(messages(page)).last().isEqualTo(frame("table.updated", event)));
            page.evaluate("text => window.socket.send(text)", PING + " ".repeat(20_000));
            await().untilAsserted(() -> assertThat(messages(page)).last().isEqualTo(PONG));
        }
    }

    @Test
    void worksWithNode() throws IOException, InterruptedException {
        Process node = NodeJs.find()
                .process("--input-type=module", "-e", NODE, address(service, "").toString())
                .start();
        String output = new String(node.getInputStream().readAllBytes(), UTF_8);

        assertThat(node.waitFor()).as(output).isZero();
        assertThat(output.lines())
                .satisfiesExactly(
                        extensions -> assertThat(extensions).startsWith("permessage-deflate"),
                        snapshot -> assertThat(snapshot).isEqualTo(frame("section.snapshot", body)),
                        pong -> assertThat(pong).isEqualTo(PONG));
    }

    private String cursorOf(RunningService of, String... headers) {
        try (RawClient client = RawClient.webSocket(address(of, "?resume=true"), headers)) {
            String snapshot = client.receive().text();
            return snapshot.substring(snapshot.lastIndexOf(":\"") + 2, snapshot.length() - 2);
        }
    }

    /** A client that has received its snapshot. */
    private RawClient opened(String... headers) {
        RawClient client = open("", headers);
        assertThat(client.receive().text()).startsWith("{\"event\":\"section.snapshot\"");
        return client;
    }

    private RawClient open(String query, String... headers) {
        return RawClient.webSocket(address(service, query), headers);
    }

    private URI address(RunningService of, String query) {
        return of.webSocket(section + "/" + RunningService.token() + query);
    }

    private String tableOf(String name, String status) {
        return table(name, section, status, Instant.now());
    }

    private String update(String name, String status) {
        String changed = tableOf(name, status);
        surroundings.publish("mesa-ya.tables.updated", v1("table.updated", changed));
        return changed;
    }

    @SuppressWarnings("unchecked")
    private static List<String> messages(Page page) {
        return (List<String>) page.evaluate("() => window.messages");
    }
}
