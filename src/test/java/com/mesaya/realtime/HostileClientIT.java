package com.mesaya.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients may say, and what becomes of those that say something else, or nothing. */
@ExtendWith(Surroundings.Extension.class)
class HostileClientIT {

    private static final String PING = "{\"action\":\"ping\"}";
    private static final String PONG = "{\"event\":\"system.pong\",\"payload\":{}}";
    private static final int LIMIT = 64 * 1024;

    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    HostileClientIT(Surroundings surroundings) {
        this.service = surroundings.service();
        surroundings.api().script(section, Script.section());
    }

    @Test
    void answersPing() {
        try (TestViewer viewer = service.watch(section)) {
            viewer.next();

            viewer.send(PING);

            assertThat(viewer.next()).isEqualTo(PONG);
        }
    }

    @Test
    void saysWhatIsWrongWithAMessageAndGoesOn() {
        try (TestViewer viewer = service.watch(section)) {
            viewer.next();

            viewer.send("{\"action\":\"dance\"}");
            viewer.send("dance");

            assertThat(viewer.next()).startsWith("{\"event\":\"error\",\"payload\":{\"code\":\"ACTION_UNKNOWN\"");
            assertThat(viewer.next()).startsWith("{\"event\":\"error\",\"payload\":{\"code\":\"MESSAGE_INVALID\"");
            viewer.send(PING);
            assertThat(viewer.next()).isEqualTo(PONG);
        }
    }

    @Test
    void hasEnoughOfBadMessagesAtSomePoint() {
        try (TestViewer viewer = service.watch(section)) {
            viewer.next();

            for (int bad = 0; bad < 10; bad++) {
                viewer.send("?");
            }

            assertThat(viewer.next(10)).allMatch(frame -> frame.contains("\"code\":\"MESSAGE_INVALID\""));
            assertThat(viewer.closed().code()).isEqualTo(1008);
        }
    }

    @Test
    void hasEnoughOfAFloodAtSomePoint() {
        try (RawClient client = open()) {
            long startNanos = System.nanoTime();
            // All at once: by the time one after the other is written the server may have closed.
            var flood = new ByteArrayOutputStream();
            for (int message = 0; message < 2_000; message++) {
                flood.writeBytes(RawClient.frame(true, RawClient.TEXT, PING.getBytes(UTF_8), true));
            }
            client.write(flood.toByteArray());

            List<String> told = new ArrayList<>();
            RawClient.Received last = client.receive();
            while (last.opcode() != RawClient.CLOSE) {
                told.add(last.text());
                last = client.receive();
            }
            assertThat(last.code()).isEqualTo(1008);
            assertThat(told)
                    .filteredOn(frame -> frame.contains("TOO_MANY_MESSAGES"))
                    .hasSize(10);
            // Twenty at once, and ten for each second this has taken.
            long seconds = (System.nanoTime() - startNanos) / 1_000_000_000;
            assertThat(told).filteredOn(PONG::equals).hasSizeBetween(20, 20 + 10 * (int) (seconds + 1));
        }
    }

    @Test
    void takesAMessageOfExactlyTheLimit() {
        String text = "{\"action\":\"ping\",\"x\":\"" + "x".repeat(LIMIT - 24) + "\"}";
        assertThat(text).hasSize(LIMIT);
        try (RawClient client = open()) {
            client.sendText(text);

            assertThat(client.receive().text()).isEqualTo(PONG);
        }
    }

    @Test
    void refusesAMessageOverTheLimitInOnePieceOrInMany() {
        try (RawClient whole = open();
                RawClient pieces = open();
                RawClient endless = open()) {
            whole.sendText("x".repeat(LIMIT + 1));
            pieces.send(false, RawClient.TEXT, new byte[0]);
            byte[] piece = "x".repeat(1_000).getBytes(UTF_8);
            for (int sent = 0; sent <= LIMIT; sent += piece.length) {
                pieces.send(false, RawClient.CONTINUATION, piece);
            }
            // The head promises two gigabytes; what is there of them is more than enough.
            byte[] head = RawClient.frame(true, RawClient.TEXT, new byte[LIMIT * 2], true);
            head[6] = 127;
            endless.write(head);

            for (RawClient client : List.of(whole, pieces, endless)) {
                assertThat(client.receive().text()).contains("\"code\":\"MESSAGE_TOO_BIG\"");
                assertThat(client.receive(RawClient.CLOSE).code()).isEqualTo(1009);
            }
        }
    }

    @Test
    void refusesBinaryMessages() {
        try (RawClient client = open()) {
            client.send(true, RawClient.BINARY, new byte[] {1, 2, 3});

            assertThat(client.receive().text()).contains("\"code\":\"BINARY_REFUSED\"");
            assertThat(client.receive(RawClient.CLOSE).code()).isEqualTo(1003);
        }
    }

    @Test
    void closesWhoBreaksTheProtocol() {
        try (RawClient unmasked = open();
                RawClient reserved = open();
                RawClient orphan = open();
                RawClient notUtf8 = open();
                RawClient longControl = open()) {
            unmasked.write(RawClient.frame(true, RawClient.TEXT, PING.getBytes(UTF_8), false));
            reserved.send(true, 0x3, new byte[0]);
            orphan.send(true, RawClient.CONTINUATION, new byte[1]);
            notUtf8.send(true, RawClient.TEXT, new byte[] {(byte) 0xC3, (byte) 0x28});
            longControl.send(true, RawClient.PING, new byte[126]);

            for (RawClient client : List.of(unmasked, reserved, orphan, longControl)) {
                assertThat(client.receive(RawClient.CLOSE).code()).isEqualTo(1002);
            }
            assertThat(notUtf8.receive(RawClient.CLOSE).code()).isEqualTo(1007);
        }
    }

    @Test
    void staysUpForOthersWhateverOneSends() {
        try (TestViewer viewer = service.watch(section)) {
            viewer.next();
            for (int client = 0; client < 20; client++) {
                try (var garbage = new RawClient(service.http("/"))) {
                    garbage.write("\u0000\u0001\u0016\u0003 GET \r\n\r\n");
                    garbage.readToEnd();
                }
            }

            viewer.send(PING);

            assertThat(viewer.next()).isEqualTo(PONG);
        }
    }

    @Test
    void refusesAddressesAndHeadersThatAreTooLong() {
        try (var longAddress = new RawClient(service.http("/"));
                var longHeader = new RawClient(service.http("/"));
                var manyHeaders = new RawClient(service.http("/"))) {
            longAddress.write("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            longHeader.write("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(33_000) + "\r\n\r\n");
            manyHeaders.write("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(129) + "\r\n");

            assertThat(longAddress.readHead()).startsWith("HTTP/1.1 414 ").contains("application/json");
            assertThat(longHeader.readHead()).startsWith("HTTP/1.1 431 ").contains("application/json");
            assertThat(manyHeaders.readHead()).startsWith("HTTP/1.1 4").contains("application/json");
        }
    }

    private RawClient open() {
        RawClient client = RawClient.webSocket(service.webSocket(section + "/" + RunningService.token()));
        assertThat(client.receive().text()).startsWith("{\"event\":\"section.snapshot\"");
        return client;
    }
}
