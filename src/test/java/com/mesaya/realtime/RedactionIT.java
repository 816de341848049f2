package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong, no token, cursor or payload gets into the log, the metrics or an answer. */
class RedactionIT {

    private static final String MARK = "s3cr3tM4rk";

    @Test
    void keepsSecretsToItself() {
        // Its own: a process with a group of its own reads all that other tests have published.
        try (Surroundings surroundings = Surroundings.ofItsOwn()) {
            keepsSecretsToItself(surroundings);
        }
    }

    private static void keepsSecretsToItself(Surroundings surroundings) {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.ok("{\"id\":\"{id}\",\"note\":\"" + MARK + "\"}"));
        String broken = UUID.randomUUID().toString();
        surroundings.api().script(broken, Script.ok("{\"note\":\"" + MARK));
        String good = RunningService.tokenOf(MARK);
        String bad = "eyJ." + MARK + ".x";
        var answers = new ArrayList<String>();
        try (ServiceProcess service = ServiceProcess.start(ServiceProcess.environment(
                surroundings.api().baseUrl(),
                surroundings.brokers(),
                Map.of(
                        "JWT_SECRET",
                        RunningService.SECRET + MARK,
                        "KAFKA_GROUP_ID",
                        "redacted-" + UUID.randomUUID(),
                        "LOG_LEVEL",
                        "trace")))) {
            URI http = URI.create("http://127.0.0.1:" + service.port());
            for (String request : List.of(
                    "GET /ws/restaurant/" + section + "/" + bad + " HTTP/1.1",
                    "GET /ws/restaurant/" + section + "?token=" + bad + "&cursor=" + MARK + " HTTP/1.1",
                    "GET /ws/restaurant/" + bad + "/" + section + " HTTP/1.1",
                    "GET /ws/restaurant/" + MARK + "<>/" + bad + " HTTP/1.1",
                    "GET /ws/restaurant/" + section + "/" + bad + "%zz HTTP/1.1",
                    "GET /ws/restaurant/" + section + "/" + bad + "/" + bad + " HTTP/1.1",
                    "GET /" + bad + " HTTP/1.1",
                    "GET http://[" + MARK + "/ HTTP/1.1",
                    MARK + " / HTTP/1.1",
                    "GET / HTTP/1.1\r\nAuthorization: Bearer " + MARK + "\u0001",
                    "GET / HTTP/1.1\r\nHost: " + MARK + " " + MARK,
                    "GET / HTTP/1.1\r\nX: " + MARK.repeat(4_000),
                    "GET /ws/restaurant/" + section + upgrade("bearer, " + bad),
                    "GET /ws/restaurant/" + section + upgrade(bad),
                    "GET / HTTP/1.1\r\nCookie: session=" + MARK.repeat(4_000),
                    "GET / HTTP/9.9" + MARK,
                    "GET /" + MARK.repeat(900) + " HTTP/1.1",
                    "GET /sse/restaurant/" + section + "/" + bad + " HTTP/1.1",
                    "GET /sse/restaurant/" + section + "?token=" + bad + " HTTP/1.1\r\nLast-Event-ID: " + MARK,
                    "POST /ws/restaurant/" + section + "/" + bad + " HTTP/1.1")) {
                try (var client = new RawClient(http)) {
                    client.write(request + "\r\nHost: a\r\nConnection: close\r\n\r\n");
                    answers.add(client.readToEnd());
                }
            }
            String token = RunningService.signedWith(RunningService.SECRET + MARK, "us\u00e9r 1");
            try (var inSubprotocol = new RawClient(http)) {
                inSubprotocol.write(
                        "GET /ws/restaurant/" + section + upgrade("bearer, " + token) + "\r\nHost: a\r\n\r\n");
                answers.add(inSubprotocol.readHead());
                assertThat(answers.get(answers.size() - 1)).startsWith("HTTP/1.1 101 ");
            }
            try (TestViewer viewer = TestViewer.connect(service.webSocket(section + "/" + token + "?resume=true"));
                    TestViewer refused = TestViewer.connect(service.webSocket(broken + "/" + token))) {
                assertThat(viewer.next()).contains(MARK);
                viewer.send("{\"action\":\"authenticate\",\"token\":\"" + bad + "\"}");
                viewer.send("{\"action\":\"authenticate\",\"token\":\"" + good + "\"}");
                viewer.send(MARK);
                answers.addAll(viewer.next(3));
                answers.add(refused.next());
                surroundings.publish("mesa-ya.tables.updated", MARK);
                surroundings.publish(
                        "mesa-ya.tables.updated",
                        v1(
                                        "table.updated",
                                        "{\"id\":\"t1-" + section + "\",\"sectionId\":\"" + section + "\",\"x\":\""
                                                + MARK + "\"}")
                                .replaceFirst(
                                        "}$", ",\"metadata\":{\"correlation_id\":\"corr-1\",\"x\":\"" + MARK + "\"}}"));
                assertThat(viewer.next()).contains("table.updated", MARK);
            }
            try (var stream = new RawClient(http)) {
                stream.write("GET /sse/restaurant/" + section + "/" + token + " HTTP/1.1\r\nHost: a\r\nLast-Event-ID: "
                        + MARK + ".1\r\n\r\n");
                answers.add(stream.readHead());
                assertThat(answers.get(answers.size() - 1)).startsWith("HTTP/1.1 200 ");
                assertThat(stream.readThrough("\n\n")).contains(MARK);
            }
            try (var withoutItsBody = new RawClient(http)) {
                withoutItsBody.write("GET /sse/restaurant/" + section + "/" + token
                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
                answers.add(withoutItsBody.readToEnd());
            }
            try (var preflight = new RawClient(http)) {
                preflight.write("OPTIONS /sse/restaurant/" + section + "/" + token
                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
                answers.add(preflight.readToEnd());
            }
            answers.add(service.metrics());
            service.terminate();
            assertThat(service.exitCode()).isZero();

            assertThat(answers).hasSize(29).noneMatch(answer -> answer.contains(MARK));
            assertThat(service.output())
                    .anyMatch(line -> line.contains("GET /ws/restaurant/" + section + "/*** 401"))
                    .anyMatch(line -> line.contains("GET /ws/restaurant/" + section + "/*** 101"))
                    .anyMatch(line -> line.contains("GET /sse/restaurant/" + section + "/*** 401"))
                    .anyMatch(line -> line.contains("GET /sse/restaurant/" + section + "/*** 200"))
                    .anyMatch(line ->
                            line.contains("Connection opened section=" + section + " user=us?r?1 client=127.0.0.1"))
                    .anyMatch(
                            line -> line.matches(
                                    ".*Connection closed section=" + section + " user=us\\?r\\?1 outcome=joined"
                                            + " duration_ms=\\d+ frames=5 events=1 conflated=0 dropped=0 closed_by=(client|failure|server_stopping)"))
                    .anyMatch(line -> line.matches(".*Connection closed section=" + broken
                            + " .*outcome=snapshot_unavailable .*" + "closed_by=snapshot_unavailable"))
                    .anyMatch(line -> line.contains("A section decided on an event section=" + section)
                            && line.contains("correlation_id=corr-1 outcome=APPENDED"))
                    .anyMatch(line -> line.contains("- - - 400"))
                    .noneMatch(line -> line.contains(MARK) || line.contains(token));
        }
    }

    private static String upgrade(String protocols) {
        return " HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: " + protocols;
    }
}
