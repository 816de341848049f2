package com.mesaya.realtime.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrowdTest {

    private final TableRecords records = new TableRecords("terrace", 0);
    private final ScriptedServer server;
    private final Crowd crowd;

    CrowdTest() throws IOException {
        server = new ScriptedServer();
        crowd = new Crowd(
                new Crowd.Access(server.address(), "a-token", 1, Transport.WEBSOCKET), List.of("terrace"), 1, 0);
    }

    @BeforeEach
    void joinAtTheSecondAttempt() throws Exception {
        var joining = CompletableFuture.supplyAsync(() -> {
            try {
                return crowd.join();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        server.send(ServerFramesTest.frame("{\"event\":\"section.snapshot\",\"payload\":{}}"));
        assertThat(joining.get()).isPositive();
    }

    @AfterEach
    void close() throws IOException {
        crowd.close();
        server.close();
    }

    @Test
    void aRefusedViewerComesAgainAndIsCounted() {
        assertThat(server.requestLine()).isEqualTo("GET /ws/restaurant/terrace HTTP/1.1");
        assertThat(crowd.tally().refused).isEqualTo(1);
        assertThat(crowd.tally().joins.getTotalCount()).isEqualTo(1);
    }

    @Test
    void countsWhatComesWhatIsLeftOutAndWhatComesTwice() throws Exception {
        crowd.countWithin(0, Long.MAX_VALUE);
        byte[] first = event();
        byte[] second = event();
        byte[] third = event();

        server.send(first);
        server.send(third);
        server.send(third);
        server.send(second);

        await().until(() -> crowd.tally().duplicates == 2);
        Tally tally = crowd.tally();
        assertThat(tally.events).isEqualTo(2);
        assertThat(tally.deliveries).isEqualTo(2);
        assertThat(tally.conflated).isEqualTo(1);
        assertThat(tally.freshness.getTotalCount()).isEqualTo(2);
        assertThat(crowd.missing(List.of(records))).isEqualTo(3L * (Mark.ENTITIES - 1));
    }

    @Test
    void answersPings() throws Exception {
        assertThat(server.ping()).isEqualTo((char) 0xA + "p");
    }

    @Test
    void countsAConnectionThatTheServerEnds() throws Exception {
        server.send(new byte[] {(byte) 0x88, 0});

        await().until(() -> crowd.tally().ended == 1);
    }

    /** The next version of the first table; the others move on as well, and nobody tells of them. */
    private byte[] event() {
        byte[] record = records.marked(records.next(), Mark.nowMicros());
        for (int entity = 1; entity < Mark.ENTITIES; entity++) {
            records.next();
        }
        String entity = new String(record, StandardCharsets.US_ASCII);
        return ServerFramesTest.frame("{\"event\":\"table.updated\",\"payload\":"
                + entity.substring(entity.indexOf("\"entity\":") + 9, entity.indexOf(",\"performedBy\"")) + "}");
    }
}
