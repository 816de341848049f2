package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.demo.LoopbackPorts;
import com.mesaya.realtime.service.Service;
import com.mesaya.realtime.service.Wiring;
import com.mesaya.realtime.testing.Certificates;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two services that form a cluster, in each of the ways there are. */
@ExtendWith(Surroundings.Extension.class)
class ClusterIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UPDATED = "mesa-ya.tables.updated";

    private final Surroundings surroundings;
    private final Map<String, Object> group =
            Map.of("mesaya.kafka.group-id", "cluster-" + UUID.randomUUID(), "pekko.cluster.seed-node-timeout", "1s");
    private final int first = LoopbackPorts.free();
    private final int second = LoopbackPorts.free();

    ClusterIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void formsFromSeedsAndTellsWhoeverWatchesAnywhere() {
        Map<String, Object> seeds = Map.of("mesaya.cluster.seeds", "127.0.0.1:" + first + ",127.0.0.1:" + second);
        try (RunningService one = start(first, seeds);
                RunningService other = start(second, seeds)) {
            isOneCluster(one, other);
        }
    }

    @Test
    void showsItsNodesAndWhatEachDoes() {
        // Without what other tests have published, which would wake sections.
        Map<String, Object> seeds =
                Map.of("mesaya.cluster.seeds", "127.0.0.1:" + first, "mesaya.kafka.offset-reset", "latest");
        try (RunningService one = start(first, seeds);
                RunningService other = start(second, with(seeds, Map.of("mesaya.cluster.roles", "edge")));
                TestViewer viewer = watchedBy(other)) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");

            await().untilAsserted(() -> assertThat(status(one))
                    .containsPattern("127.0.0.1:" + first + " +up +\\d+ +\\d+ +0 +\\d+ +asked( leader)? oldest")
                    .containsPattern("127.0.0.1:" + second + " +up +edge +\\d+ +\\d+ +1 +\\d+")
                    .containsPattern("in all +\\d+ +1 +1 +" + partitions() + "\\n"));
        }
    }

    @Test
    void tellsWhichNodeHasASection() {
        // Without what other tests have published, which would wake sections.
        Map<String, Object> seeds =
                Map.of("mesaya.cluster.seeds", "127.0.0.1:" + first, "mesaya.kafka.offset-reset", "latest");
        String section = UUID.randomUUID().toString();
        try (RunningService one = start(first, seeds);
                RunningService other = start(second, seeds);
                TestViewer viewer = watchedBy(other, section)) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");

            await().untilAsserted(() -> {
                JsonNode seen = cluster(one, section);
                assertThat(seen.path("nodes"))
                        .filteredOn(node -> node.path("sections").asInt() == 1)
                        .extracting(node -> node.path("address").asText())
                        .containsExactly(seen.path("owners").path(section).asText());
            });
        }
    }

    private static JsonNode cluster(RunningService service, String section) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(service.admin("/cluster?section=" + section))
                .build();
        return new ObjectMapper()
                .readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray())
                        .body());
    }

    private TestViewer watchedBy(RunningService service) {
        return watchedBy(service, UUID.randomUUID().toString());
    }

    private TestViewer watchedBy(RunningService service, String section) {
        surroundings.api().script(section, ScriptedApi.Script.section());
        return service.watch(section);
    }

    private static String status(RunningService service) {
        var out = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out))
                .execute("status", "--admin", service.admin("/").toString());
        assertThat(exitCode).isZero();
        return out.toString();
    }

    /** Three of each of the topics that are read. */
    private static int partitions() {
        return 3 * 21;
    }

    @Test
    void sectionsMoveWithTheirLogsWhenTheirNodeLeaves() {
        Map<String, Object> seeds = Map.of("mesaya.cluster.seeds", "127.0.0.1:" + first);
        List<String> sections =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(20).toList();
        var viewers = new ArrayList<TestViewer>();
        try (RunningService staying = startAfter(first, seeds, sections, viewers)) {
            for (int index = 0; index < sections.size(); index++) {
                String entity = table("t", sections.get(index), "OCCUPIED", Instant.now());
                surroundings.publish(UPDATED, v1("table.updated", entity));
                assertThat(viewers.get(index).next()).isEqualTo(frame("table.updated", entity));
                assertThat(surroundings.api().requestsFor(sections.get(index))).hasSize(1);
            }
            assertThat(staying.readiness().statusCode()).isEqualTo(200);
        } finally {
            viewers.forEach(TestViewer::close);
        }
    }

    /** A second node has all the viewers, and the first one, which has half of the sections, leaves. */
    private RunningService startAfter(
            int leavingPort, Map<String, Object> seeds, List<String> sections, List<TestViewer> viewers) {
        try (RunningService leaving = start(leavingPort, seeds)) {
            RunningService staying = start(second, seeds);
            for (String section : sections) {
                surroundings.api().script(section, ScriptedApi.Script.section());
                TestViewer viewer = staying.watch(section);
                viewers.add(viewer);
                assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            }
            assertThat(leaving.readiness().statusCode()).isEqualTo(200);
            return staying;
        }
    }

    @Test
    void aNodeThatIsNoSeedJoinsThem() {
        Map<String, Object> seeds = Map.of("mesaya.cluster.seeds", "127.0.0.1:" + first);
        try (RunningService one = start(first, seeds);
                RunningService other = start(0, seeds)) {
            isOneCluster(one, other);
        }
    }

    @Test
    void nodesOfOneGroupAreNotReadyIfEachHasAClusterOfItsOwn() {
        Map<String, Object> impatient = Map.of("mesaya.kafka.coverage-grace", "2s");
        try (RunningService one = start(first, impatient);
                RunningService other = launch(second, impatient)) {
            await().untilAsserted(() -> assertThat(List.of(one, other)).allSatisfy(service -> {
                assertThat(service.readiness().statusCode()).isEqualTo(503);
                assertThat(service.readiness().body()).matches(".*this cluster to read mesa-ya\\..*-\\d.* more.*");
            }));
        }
    }

    @Test
    void formsByFindingEachOtherAtTheAdminPorts() throws Exception {
        int firstAdmin = LoopbackPorts.free();
        int secondAdmin = LoopbackPorts.free();
        Map<String, Object> bootstrap = Map.of(
                "mesaya.cluster.bootstrap",
                "config",
                "mesaya.cluster.contact-points",
                "127.0.0.1:" + firstAdmin + ",127.0.0.1:" + secondAdmin,
                "pekko.management.cluster.bootstrap.contact-point-discovery.stable-margin",
                "1s");
        try (RunningService one = launch(0, with(bootstrap, Map.of("mesaya.admin.port", firstAdmin)));
                RunningService other = launch(0, with(bootstrap, Map.of("mesaya.admin.port", secondAdmin)))) {
            await().until(() -> isReady(one) && isReady(other));
            isOneCluster(one, other);
            assertThat(status(one.admin("/bootstrap/seed-nodes"))).isEqualTo(200);
            assertThat(status(one.http("/bootstrap/seed-nodes"))).isEqualTo(404);
            assertThat(status(one.admin("/cluster/members"))).isEqualTo(404);
        }
    }

    @Test
    void talksOverTlsToThoseThatShowACertificateOfItsOwn(@TempDir Path directory) throws Exception {
        Map<String, Object> seeds = Map.of("mesaya.cluster.seeds", "127.0.0.1:" + first);
        Map<String, Object> tls = with(seeds, tls(directory, "ours"));
        try (RunningService one = start(first, tls);
                RunningService other = start(0, tls)) {
            isOneCluster(one, other);
            var strangers = new ArrayList<CompletableFuture<Optional<String>>>();
            for (Map<String, Object> stranger : List.of(seeds, with(seeds, tls(directory, "theirs")))) {
                Map<String, Object> impatient = with(
                        stranger,
                        Map.of(
                                "mesaya.cluster.join-timeout",
                                "5s",
                                // No coordinator answers its regions when it ends.
                                "pekko.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout",
                                "2s"));

                Service refused = launchService(impatient);

                strangers.add(refused.whenEnded().toCompletableFuture());
            }

            for (CompletableFuture<Optional<String>> end : strangers) {
                assertThat(end.orTimeout(3 * PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                .join())
                        .contains("no cluster took this node in within CLUSTER_JOIN_TIMEOUT");
            }
        }
    }

    private static Map<String, Object> tls(Path directory, String name) throws IOException {
        Certificates made = Certificates.signed("RSA");
        int own = made.chain().indexOf("-----BEGIN", 1);
        return Map.of(
                "mesaya.cluster.tls.cert-file",
                Files.writeString(directory.resolve(name + ".crt"), made.chain().substring(0, own))
                        .toString(),
                "mesaya.cluster.tls.key-file",
                Files.writeString(directory.resolve(name + ".key"), made.key()).toString(),
                "mesaya.cluster.tls.ca-file",
                Files.writeString(directory.resolve(name + ".ca"), made.chain().substring(own))
                        .toString());
    }

    /** Each section's events reach a viewer on either node, wherever the section and the consumer are. */
    private void isOneCluster(RunningService... services) {
        assertThat(services).allMatch(ClusterIT::isReady);
        for (int attempt = 0; attempt < 10; attempt++) {
            String section = UUID.randomUUID().toString();
            surroundings.api().script(section, ScriptedApi.Script.section());
            for (RunningService service : services) {
                try (TestViewer viewer = service.watch(section)) {
                    assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
                    String entity = table("t", section, "OCCUPIED", Instant.now());
                    surroundings.publish(UPDATED, v1("table.updated", entity));
                    assertThat(viewer.next()).isEqualTo(frame("table.updated", entity));
                }
            }
        }
    }

    private RunningService start(int port, Map<String, Object> settings) {
        return surroundings.start(node(port, settings));
    }

    private RunningService launch(int port, Map<String, Object> settings) {
        return surroundings.launch(node(port, settings));
    }

    private Service launchService(Map<String, Object> settings) throws Exception {
        Map<String, Object> needed = Map.of(
                "mesaya.http.host",
                "127.0.0.1",
                "mesaya.http.port",
                0,
                "mesaya.admin.port",
                0,
                "mesaya.jwt.secret",
                RunningService.SECRET,
                "mesaya.warm-up",
                "off",
                "mesaya.rest.base-url",
                surroundings.api().baseUrl(),
                "mesaya.kafka.brokers",
                surroundings.brokers());
        return Wiring.start(Settings.from(
                        ConfigFactory.parseMap(with(needed, node(0, settings))).withFallback(ConfigFactory.load())))
                .toCompletableFuture()
                .get();
    }

    private Map<String, Object> node(int port, Map<String, Object> settings) {
        return with(
                with(group, Map.of("mesaya.cluster.port", port, "pekko.remote.artery.canonical.port", port)), settings);
    }

    private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static boolean isReady(RunningService service) {
        return service.readiness().statusCode() == 200;
    }

    private static int status(URI address) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
