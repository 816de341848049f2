package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables move and objects are linked and unlinked while viewers come: in the end everybody shows what the main API answers. */
@ExtendWith(Surroundings.Extension.class)
class MovesIT {

    private static final int CHANGES_PER_SECOND = 150;
    private static final int VIEWERS_PER_SECTION = 5;
    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** The first node forms the cluster soon when no other answers. */
    private static final List<String> NODE_OPTIONS = Stream.concat(
                    ServiceProcess.SHORT_LIFE.stream(), Stream.of("-Dpekko.cluster.seed-node-timeout=1s"))
            .toList();

    private final Surroundings surroundings;
    private final List<ReturningViewer> viewers = new ArrayList<>();

    MovesIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void nobodyKeepsAGhostOrMissesWhatArrivesOnOneNode() throws Exception {
        try (var floor = new MovingFloor(surroundings.brokers(), CHANGES_PER_SECOND);
                RunningService service = surroundings.start(Map.of(
                        "mesaya.rest.base-url", floor.apiUrl(), "mesaya.rest.section-path", "/api/v1/sections/{id}"))) {
            floor.begin();
            come(floor, service::webSocket);
            awaitChanges(floor, 10 * CHANGES_PER_SECOND);
            floor.rest();

            awaitTruth(floor);
            assertThat(service.metrics())
                    .containsPattern("mesaya_events_total\\{outcome=\"appended\",topic=\"mesa-ya.objects.updated\"\\}");
        }
    }

    @Test
    void norOnThreeNodesOfWhichOneIsKilledMeanwhile() throws Exception {
        List<Integer> ports =
                IntStream.range(0, NODES).mapToObj(node -> LoopbackPorts.free()).toList();
        var nodes = new CopyOnWriteArrayList<ServiceProcess>();
        try (var floor = new MovingFloor(surroundings.brokers(), CHANGES_PER_SECOND)) {
            var environment = new HashMap<>(Map.of(
                    "JWT_SECRET",
                    RunningService.SECRET,
                    "REST_BASE_URL",
                    floor.apiUrl(),
                    "KAFKA_BROKERS",
                    surroundings.brokers(),
                    "KAFKA_GROUP_ID",
                    "moves-" + ports,
                    "WARM_UP",
                    "off",
                    "CLUSTER_STABLE_AFTER",
                    "2s",
                    "CLUSTER_SEEDS",
                    ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))));
            for (int port : ports) {
                environment.put("CLUSTER_PORT", Integer.toString(port));
                nodes.add(ServiceProcess.launch(NODE_OPTIONS, environment));
            }
            nodes.forEach(ServiceProcess::awaitReady);
            floor.begin();
            come(floor, path -> {
                List<ServiceProcess> left = List.copyOf(nodes);
                return left.get(ThreadLocalRandom.current().nextInt(left.size()))
                        .webSocket(path);
            });
            awaitChanges(floor, 5 * CHANGES_PER_SECOND);

            nodes.remove(NODES - 1).close();
            await().until(() -> new Scrape(nodes.get(0).metrics()).sum("mesaya_cluster_unreachable") > 0);
            List<TestViewer> joining = floor.sections().stream()
                    .map(section -> TestViewer.connect(nodes.get(0).webSocket(section + "/" + RunningService.token())))
                    .toList();

            assertThat(joining).allSatisfy(viewer -> assertThat(viewer.next()).contains("\"section.snapshot\""));
            joining.forEach(TestViewer::close);
            awaitChanges(floor, 10 * CHANGES_PER_SECOND);
            floor.rest();
            awaitTruth(floor);
        } finally {
            nodes.forEach(ServiceProcess::close);
        }
    }

    private void come(MovingFloor floor, Function<String, URI> address) {
        for (int viewer = 0; viewer < VIEWERS_PER_SECTION; viewer++) {
            for (String section : floor.sections()) {
                long after = floor.changes() + CHANGES_PER_SECOND / 20;
                await().until(() -> floor.changes() >= after);
                viewers.add(new ReturningViewer(section, () -> address.apply(section)));
            }
        }
    }

    private static void awaitChanges(MovingFloor floor, int count) {
        long enough = floor.changes() + count;
        await().atMost(PATIENCE).until(() -> floor.changes() >= enough);
    }

    private void awaitTruth(MovingFloor floor) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (ReturningViewer viewer : viewers) {
                assertThat(viewer.hasBegun()).isTrue();
                assertThat(viewer.differencesFrom(floor.truth(viewer.section())))
                        .isEmpty();
            }
        });
    }

    @AfterEach
    void leave() {
        viewers.forEach(ReturningViewer::close);
    }
}
