package com.mesaya.realtime.demo;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.demo.Restaurant.Kind;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import com.mesaya.realtime.service.Service;
import com.mesaya.realtime.service.Wiring;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service with all systems around it. Parts are stopped in the reverse order of their start. */
final class Demo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);
    private static final String OWNER = "demo-owner";
    private static final int STOP_SECONDS = 4;

    private final String secret = UUID.randomUUID().toString();
    private final String token = token(TOKEN_LIFE);
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final int nodeCount;
    private final Consumer<String> console;
    private volatile List<DemoNode> nodes = List.of();
    private String boardUrl = "";
    private @Nullable StandInApi api;
    private String apiUrl = "";
    private String slowUrl = "";
    private String parametersUrl = "";
    private volatile String pageUrl = "";
    private volatile String pageParameters = "";
    private final Map<String, String> sections = new LinkedHashMap<>();
    private String firstTable = "";
    private final AtomicInteger freshTokens = new AtomicInteger();
    private volatile Duration freshTokenLife = TOKEN_LIFE;

    /**
     * Creates a demo with this number of nodes; several nodes have a process each.
     *
     * @param console takes the nodes' output
     */
    Demo(int nodeCount, Consumer<String> console) {
        this.nodeCount = nodeCount;
        this.console = console;
    }

    /** Starts all parts. Returns once everything is ready. */
    synchronized void start(int port, int apiPort, Duration pace) throws Exception {
        var kafka = started(EmbeddedKafka.start());
        var publisher = started(new ChangePublisher(kafka.brokers()));
        var restaurant = new Restaurant(InstantSource.system(), publisher);
        var tokens = new JwtTokenVerifier(new JwtSettings(Algorithm.HMAC256(secret), "", Duration.ZERO, true));
        api = started(new StandInApi(restaurant, tokens, this::freshToken, apiPort, () -> Duration.ZERO));
        apiUrl = api.baseUrl();
        var slowLine = started(new SlowLine(this::anyPort));
        slowUrl = "http://127.0.0.1:" + slowLine.port();
        var shortAddress = started(new ShortAddress(() -> pageParameters));
        parametersUrl = shortAddress.url();
        var demoSettings = new DemoSettings(secret, apiUrl, slowUrl, shortAddress.origin(), kafka.brokers());
        Settings settings = demoSettings.alone(port);
        kafka.createTopics(
                settings.entities().stream().flatMap(EntityKind::topics).toList());
        SampleRestaurant.furnish(restaurant);
        for (String id : restaurant.ids(Kind.SECTION)) {
            restaurant
                    .find(Kind.SECTION, id)
                    .ifPresent(section -> sections.put(section.path("name").asText(), id));
        }
        firstTable = restaurant.ids(Kind.TABLE).get(0);

        if (nodeCount == 1) {
            startHere(settings);
        } else {
            startNodes(port, demoSettings);
        }
        pageParameters = parameters(sections.values(), token);
        if (!pace.isZero()) {
            started(new DinnerTime(restaurant, pace));
        }
    }

    private void startHere(Settings settings) throws Exception {
        Service service = Wiring.start(settings).toCompletableFuture().get();
        started(() -> service.stop().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS));
        service.whenReady().toCompletableFuture().get();
        pageUrl = "http://127.0.0.1:" + service.address().getPort();
    }

    private void startNodes(int port, DemoSettings settings) throws Exception {
        var apart = new DemoNodes(nodeCount, port, console);
        nodes = apart.all();
        Map<String, String> namesById =
                sections.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        var board = started(new NodeBoard(nodes, namesById));
        boardUrl = board.address();
        started(apart).start(settings, boardUrl);
        pageUrl = nodes.get(0).address();
    }

    /** Returns the address of each section's floor plan, by the section's name; with several nodes, at the first. */
    Map<String, String> pages() {
        return pages(pageUrl);
    }

    /** Returns the same addresses at one of the nodes. */
    Map<String, String> pages(DemoNode node) {
        return pages(node.address());
    }

    private Map<String, String> pages(String origin) {
        var pages = new LinkedHashMap<String, String>();
        sections.forEach((name, id) -> pages.put(name, page(origin) + "&section=" + id));
        return pages;
    }

    /** Returns the address of a page with all sections; with several nodes, at the first. */
    String wholePage() {
        return page(pageUrl);
    }

    private String page(String origin) {
        return origin + "/#demo=" + parametersUrl;
    }

    /** Returns the page's parameters, as it also takes them in its fragment. */
    String parameters(Collection<String> sectionIds, String pageToken) {
        String asked = sectionIds.stream().map(id -> "section=" + id).collect(Collectors.joining("&"));
        String board = boardUrl.isEmpty() ? "" : "&nodes=" + boardUrl + "/nodes";
        return asked + "&token=" + pageToken + "&api=" + apiUrl + "&slow=" + slowUrl + board;
    }

    /** Returns the port of a node that still runs. */
    private int anyPort() {
        return nodes.stream()
                .filter(DemoNode::isAlive)
                .map(DemoNode::port)
                .findFirst()
                .orElseGet(() -> URI.create(pageUrl).getPort());
    }

    /** Returns the nodes that have a process of their own. */
    List<DemoNode> nodes() {
        return nodes;
    }

    String apiUrl() {
        return apiUrl;
    }

    /** Returns the id of a table of the first section. */
    String firstTable() {
        return firstTable;
    }

    /** Returns the pages' token; the API accepts it too. */
    String token() {
        return token;
    }

    /** Returns another token of the same owner. */
    String token(Duration life) {
        return Tokens.sign(secret, OWNER, List.of("OWNER"), List.of(), life);
    }

    private String freshToken() {
        freshTokens.incrementAndGet();
        return token(freshTokenLife);
    }

    /** Returns the number of tokens that pages got from the API. */
    int freshTokens() {
        return freshTokens.get();
    }

    /** Sets the lifetime of the tokens that pages get from now on. */
    void freshTokensLive(Duration life) {
        freshTokenLife = life;
    }

    /** Returns the number of requests for a section to the API. */
    int sectionGets() {
        return api == null ? 0 : api.sectionGets();
    }

    /** Returns a command that changes a table. */
    String exampleChange() {
        return "curl -X PATCH " + apiUrl + "/api/table/" + firstTable + " -H 'Authorization: Bearer " + token
                + "' -d '{\"status\":\"BLOCKED\"}'";
    }

    @Override
    public synchronized void close() {
        @Nullable AutoCloseable next;
        while ((next = running.pollLast()) != null) {
            try {
                next.close();
            } catch (Exception failure) {
                LOG.warn("The demo failed to stop one of its parts", failure);
            }
        }
    }

    private <T extends AutoCloseable> T started(T part) {
        running.add(part);
        return part;
    }
}
