package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.NodeJs;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that uses npm's {@code ws}, the WebSocket of most programs in Node, with compression and without. */
@ExtendWith(Surroundings.Extension.class)
class WsClientIT {

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();
    private final String body = "{\"id\":\"" + section + "\",\"name\":\"" + "Terraza ".repeat(100) + "\"}";

    WsClientIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
        surroundings.api().script(section, Script.ok(body));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void getsTheSameWithCompressionAndWithout(boolean compresses) throws IOException, InterruptedException {
        String address =
                service.webSocket(section + "/" + RunningService.token()).toString();
        Process node = NodeJs.find()
                .process("src/test/web/ws/client.js", address, Boolean.toString(compresses))
                .start();
        try (BufferedReader output = node.inputReader(UTF_8);
                Writer orders = node.outputWriter(UTF_8)) {
            String extensions = compresses ? "permessage-deflate" : "";
            assertThat(output.readLine()).isEqualTo(extensions);
            assertFrame(output, frame("section.snapshot", body));
            assertFrame(output, frame("table.updated", update("t1")));
            assertEnd(output);

            String missed;
            try (TestViewer witness = service.watch(section)) {
                witness.next();
                missed = update("t2");
                assertThat(witness.next()).isEqualTo(frame("table.updated", missed));
            }
            orders.write("\n");
            orders.flush();

            assertThat(output.readLine()).isEqualTo(extensions);
            assertThat(output.readLine()).startsWith("{\"event\":\"section.resumed\"");
            assertFrame(output, frame("table.updated", missed));
            assertEnd(output);
            assertThat(output.readLine()).isNull();
            assertThat(node.waitFor()).isZero();
        } finally {
            node.destroyForcibly();
        }
        assertThat(surroundings.api().requestsFor(section)).hasSize(2);
    }

    private String update(String name) {
        String changed = table(name, section, "OCCUPIED ".repeat(100), Instant.now());
        surroundings.publish("mesa-ya.tables.updated", v1("table.updated", changed));
        return changed;
    }

    private static void assertFrame(BufferedReader output, String frame) throws IOException {
        assertThat(output.readLine())
                .startsWith(frame.substring(0, frame.length() - 1) + ",\"cursor\":\"")
                .endsWith("\"}");
    }

    private static void assertEnd(BufferedReader output) throws IOException {
        assertThat(output.readLine()).isEqualTo("{\"event\":\"system.pong\",\"payload\":{}}");
        assertThat(output.readLine()).isEqualTo("1000");
    }
}
