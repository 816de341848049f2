package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.demo.LoopbackPorts;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** A topic is deleted and created anew while two nodes have viewers. */
class RecreatedTopicIT {

    private static final String UPDATED = "mesa-ya.tables.updated";
    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");

    @Test
    void everybodyTakesANewSnapshotOnceAndIsToldOfRecordsWhoseOffsetsWereSeenBefore() throws Exception {
        try (Surroundings surroundings = Surroundings.ofItsOwn();
                Admin admin = Admin.create(Map.of("bootstrap.servers", surroundings.brokers()))) {
            int port = LoopbackPorts.free();
            String group = UUID.randomUUID().toString();
            String section = UUID.randomUUID().toString();
            surroundings.api().script(section, ScriptedApi.Script.ok("{\"id\":\"" + section + "\"}"));
            try (RunningService one = surroundings.start(node(group, port, port));
                    RunningService other = surroundings.start(node(group, LoopbackPorts.free(), port))) {
                List<RunningService> nodes = List.of(one, other);
                List<TestViewer> before = join(nodes, section);
                tells(surroundings, before, section, 1);

                admin.deleteTopics(List.of(UPDATED)).all().get();
                await().ignoreExceptions().until(() -> {
                    surroundings.kafka().createTopics(List.of(UPDATED));
                    return true;
                });

                assertThat(before)
                        .allSatisfy(viewer -> assertThat(viewer.closed().code()).isEqualTo(1012));
                await().untilAsserted(() -> assertThat(nodes)
                        .allSatisfy(node -> assertThat(new Scrape(node.metrics())
                                        .sum("mesaya_kafka_holes_total", "reason=\"recreated\""))
                                .isEqualTo(1)));
                assertThat(nodes)
                        .allSatisfy(node -> assertThat(new Scrape(node.metrics()).sum("mesaya_kafka_holes_total"))
                                .isEqualTo(1));
                List<TestViewer> after = join(nodes, section);
                tells(surroundings, after, section, 2);
                after.forEach(TestViewer::close);
            }
        }
    }

    private static List<TestViewer> join(List<RunningService> nodes, String section) {
        var viewers = new ArrayList<TestViewer>();
        for (RunningService node : nodes) {
            TestViewer viewer = node.watch(section);
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            viewers.add(viewer);
        }
        return viewers;
    }

    /** The first record of a partition. */
    private static void tells(Surroundings surroundings, List<TestViewer> viewers, String section, int version) {
        String entity = table("t", section, "OCCUPIED", TIME.plusMillis(version));
        surroundings.publishInOrder(UPDATED, v1("table.updated", entity));
        assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.next()).isEqualTo(frame("table.updated", entity)));
    }

    private static Map<String, Object> node(String group, int port, int seed) {
        return Map.of(
                "mesaya.kafka.group-id",
                group,
                "mesaya.cluster.seeds",
                "127.0.0.1:" + seed,
                "mesaya.cluster.port",
                port,
                "pekko.remote.artery.canonical.port",
                port,
                "pekko.cluster.seed-node-timeout",
                "1s",
                // The topic is found anew within this time.
                "pekko.kafka.consumer.kafka-clients.metadata.max.age.ms",
                2_000);
    }
}
