package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.config.Configs;
import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.infrastructure.cluster.ClusterSettings;
import com.mesaya.realtime.testing.ImageHealth;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files for Docker, nginx and Kubernetes say of the service is so. */
class DeploymentFilesTest {

    private static final Path CONF = Path.of("conf");
    private static final ObjectMapper YAML = new ObjectMapper(ServiceLoader.load(JsonFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(factory -> factory.getFormatName().equals("YAML"))
            .findFirst()
            .orElseThrow());
    private static final String POD_IP = "10.1.2.3";
    private static final long BYTES_PER_CONNECTION = 40_000;

    private final List<JsonNode> kubernetes = kubernetes();
    private final JsonNode pod = one("Deployment", "mesaya-realtime").at("/spec/template/spec");
    private final JsonNode container = pod.at("/containers/0");

    @Test
    void theImageIsBuiltWithAllResourcesOfThePom() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String resources = pom.substring(pom.indexOf("<resources>"), pom.indexOf("</resources>"));
        List<String> copied = Files.readAllLines(CONF.resolve("docker/Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
                .map(line -> line.split(" ", -1)[1])
                .toList();
        String sent = Files.readString(Path.of(".dockerignore"));

        List<String> packaged = Pattern.compile("<directory>([^<]+)</directory>")
                .matcher(resources)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(packaged).contains("conf", "docs");
        assertThat(packaged)
                .allSatisfy(directory ->
                        assertThat(copied).anyMatch(source -> Path.of(directory).startsWith(source)))
                .allSatisfy(directory ->
                        assertThat(sent).contains("!" + Path.of(directory).getName(0)));
    }

    @Test
    void aPodsEnvironmentIsUnderstood() {
        Settings settings = settings(podEnvironment());

        assertThat(settings.cluster().formation()).isEqualTo(ClusterSettings.Bootstrap.INSTANCE);
        Config pekko = settings.actorSystem().getConfig("pekko");
        assertThat(pekko.getString("remote.artery.canonical.hostname")).isEqualTo(POD_IP);
        assertThat(pekko.getString("management.http.hostname")).isEqualTo(POD_IP);
        assertThat(pekko.getString("management.cluster.bootstrap.contact-point-discovery.port-name"))
                .isEqualTo("admin");
    }

    @Test
    void aPodsPortsAreThoseItListensOn() {
        Settings settings = settings(podEnvironment());

        assertThat(port("http")).isEqualTo(settings.transport().http().port());
        assertThat(port("admin")).isEqualTo(settings.transport().admin().port());
        assertThat(port("cluster")).isEqualTo(settings.actorSystem().getInt("pekko.remote.artery.canonical.port"));
        assertThat(pod.at("/serviceAccountName").asText())
                .isEqualTo(one("ServiceAccount", "mesaya-realtime")
                        .at("/metadata/name")
                        .asText());
    }

    @Test
    void probesAskWhatThereIs() {
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        for (String probe : List.of("livenessProbe", "startupProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("admin");
        }
    }

    @Test
    void aPodHasTheTimeItNeedsToStop() {
        Duration grace =
                Duration.ofSeconds(pod.at("/terminationGracePeriodSeconds").asLong());
        Duration preStop = Duration.ofSeconds(
                container.at("/lifecycle/preStop/exec/command/1").asLong());

        assertThat(preStop).isPositive();
        assertThat(grace)
                .isGreaterThanOrEqualTo(
                        preStop.plus(settings(podEnvironment()).transport().drainDuration())
                                .plus(phasesAfterTheDrain()));
    }

    /** One after the other, each as long as it may take at most. */
    private Duration phasesAfterTheDrain() {
        Config shutdown = settings(podEnvironment())
                .actorSystem()
                .withFallback(ConfigFactory.defaultReference())
                .getConfig("pekko.coordinated-shutdown");
        return Stream.of(
                        "service-stop",
                        "before-cluster-shutdown",
                        "cluster-sharding-shutdown-region",
                        "cluster-leave",
                        "cluster-exiting",
                        "cluster-exiting-done",
                        "cluster-shutdown",
                        "before-actor-system-terminate",
                        "actor-system-terminate")
                .map(phase -> "phases." + phase + ".timeout")
                .map(timeout -> shutdown.getDuration(shutdown.hasPath(timeout) ? timeout : "default-phase-timeout"))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void aPodsHeapHoldsAllItsConnectionsAndWhatMovesThroughIt() {
        String limit = container.at("/resources/limits/memory").asText();
        long heapBytes = ConfigFactory.parseMap(Map.of("limit", limit))
                        .getMemorySize("limit")
                        .toBytes()
                / 4
                * 3;
        Settings settings = settings(podEnvironment());

        assertThat(heapBytes)
                .isGreaterThan(settings.transport().admission().connections() * BYTES_PER_CONNECTION
                        + 2 * settings.section().handover().maxBytesInAll());
    }

    @Test
    void everythingSelectsThePods() {
        String app = one("Deployment", "mesaya-realtime")
                .at("/spec/template/metadata/labels/app")
                .asText();

        assertThat(podEnvironment().get("CLUSTER_SERVICE")).isEqualTo(app);
        assertThat(kubernetes.stream()
                        .flatMap(resource -> Stream.of(
                                resource.at("/spec/selector/matchLabels/app"),
                                resource.at("/spec/podSelector/matchLabels/app"),
                                resource.path("kind").asText().equals("Service")
                                        ? resource.at("/spec/selector/app")
                                        : resource.path("none")))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText))
                .hasSize(5)
                .containsOnly(app);
        assertThat(one("HorizontalPodAutoscaler", "mesaya-realtime")
                        .at("/spec/scaleTargetRef/name")
                        .asText())
                .isEqualTo("mesaya-realtime");
    }

    @Test
    void servicesAndPoliciesNamePortsThatAPodHas() {
        var named = new HashSet<String>();
        kubernetes.forEach(resource -> {
            named.addAll(resource.at("/spec/ports").findValuesAsText("targetPort"));
            named.addAll(resource.at("/spec/ingress").findValuesAsText("port"));
        });

        assertThat(named).isEqualTo(Set.of("http", "admin", "cluster"));
        assertThat(container.path("ports").findValuesAsText("name")).containsAll(named);
    }

    @Test
    void nodesMayListPods() {
        JsonNode role = one("Role", "mesaya-realtime-pods");

        assertThat(role.at("/rules/0/resources/0").asText()).isEqualTo("pods");
        assertThat(one("RoleBinding", "mesaya-realtime-pods")
                        .at("/roleRef/name")
                        .asText())
                .isEqualTo("mesaya-realtime-pods");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aContainersEnvironmentIsUnderstood(int node) {
        JsonNode services = read(Path.of("docker-compose.yml")).get(0).path("services");
        var environment = new HashMap<String, String>();
        for (String service : List.of("realtime-1", "realtime-" + node)) {
            services.at("/" + service + "/environment")
                    .properties()
                    .forEach(variable -> environment.put(
                            variable.getKey(), variable.getValue().asText()));
        }
        environment.put("REST_BASE_URL", "http://main-api:3000");

        Settings settings = settings(environment);

        var seeds = ((ClusterSettings.Seeds) settings.cluster().formation()).seeds();
        assertThat(seeds).contains(new ClusterSettings.Seed("realtime-" + node, 25520));
        assertThat(settings.actorSystem().getString("pekko.remote.artery.canonical.hostname"))
                .isEqualTo("realtime-" + node);
        assertThat(services.at("/nginx/depends_on").has("realtime-" + node)).isTrue();
    }

    /** The public port may speak TLS, the operators' never does. */
    @ParameterizedTest
    @CsvSource({"200, true", "503, false"})
    void anImageIsAsHealthyAsItsAdminPortSays(int status, boolean healthy) throws IOException {
        HttpServer admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        admin.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        admin.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + admin.getAddress().getPort());

            assertThat(ImageHealth.of(address)).isEqualTo(healthy);
        } finally {
            admin.stop(0);
        }
        assertThat(Files.readString(CONF.resolve("docker/Dockerfile"))).contains("ADMIN_PORT=8081 ADMIN_HOST=0.0.0.0");
    }

    @Test
    void nginxKnowsAllNodesAndLogsNoRequests() throws IOException {
        String nginx = Files.readString(CONF.resolve("nginx/nginx.conf"));

        var upstream = Pattern.compile("server (realtime-\\d):8080 ")
                .matcher(nginx)
                .results()
                .map(found -> found.group(1));
        assertThat(upstream).containsExactly("realtime-1", "realtime-2", "realtime-3");
        assertThat(nginx).contains("access_log off;", "error_log /dev/stderr crit;");
    }

    private Map<String, String> podEnvironment() {
        var environment = new HashMap<>(Map.of("JWT_SECRET", "s3cret"));
        container
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText(POD_IP)));
        return environment;
    }

    /** Each of its variables must be one that the configuration knows. */
    private static Settings settings(Map<String, String> environment) {
        Config shipped = ConfigFactory.parseResources("application.conf");
        String text = shipped.root().render();
        assertThat(environment.keySet()).allSatisfy(name -> assertThat(text).contains("${?" + name + "}"));
        return Settings.from(Configs.exactly(environment));
    }

    private int port(String name) {
        return StreamSupport.stream(container.path("ports").spliterator(), false)
                .filter(port -> port.path("name").asText().equals(name))
                .map(port -> port.path("containerPort").asInt())
                .findFirst()
                .orElseThrow();
    }

    private JsonNode one(String kind, String name) {
        return kubernetes.stream()
                .filter(resource -> resource.path("kind").asText().equals(kind)
                        && resource.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> kubernetes() {
        try (Stream<Path> files = Files.list(CONF.resolve("kubernetes"))) {
            var resources = new ArrayList<JsonNode>();
            files.sorted().forEach(file -> resources.addAll(read(file)));
            return resources;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<JsonNode> read(Path file) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return documents.readAll();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
