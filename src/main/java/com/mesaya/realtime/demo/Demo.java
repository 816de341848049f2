package com.mesaya.realtime.demo;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.Service;
import com.mesaya.realtime.Settings;
import com.mesaya.realtime.Wiring;
import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.demo.Restaurant.Kind;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.infrastructure.kafka.EntityKind;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service with everything around it. What was started is stopped in the opposite order. */
final class Demo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);
    private static final String OWNER = "demo-owner";
    private static final int STOP_SECONDS = 4;
    private static final int ONE_USER = 20_000;

    private final String secret = UUID.randomUUID().toString();
    private final String token = token(TOKEN_LIFE);
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private @Nullable StandInApi api;
    private String apiUrl = "";
    private String pageUrl = "";
    private String slowUrl = "";
    private volatile int servicePort;
    private final Map<String, String> sections = new LinkedHashMap<>();
    private String firstTable = "";

    /** Returns once everything is ready. */
    synchronized void start(int port, int apiPort, Duration pace) throws Exception {
        var kafka = started(EmbeddedKafka.start());
        var publisher = started(new ChangePublisher(kafka.brokers()));
        var restaurant = new Restaurant(InstantSource.system(), publisher);
        var tokens = new JwtTokenVerifier(new JwtSettings(Algorithm.HMAC256(secret), "", Duration.ZERO, true));
        api = started(new StandInApi(restaurant, tokens, apiPort, () -> Duration.ZERO));
        apiUrl = api.baseUrl();
        var slowLine = started(new SlowLine(() -> servicePort));
        slowUrl = "http://127.0.0.1:" + slowLine.port();
        Settings settings = Settings.from(config(port, kafka.brokers()));
        kafka.createTopics(
                settings.entities().stream().flatMap(EntityKind::topics).toList());
        SampleRestaurant.furnish(restaurant);

        Service service = Wiring.start(settings).toCompletableFuture().get();
        started(() -> service.stop().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS));
        service.whenReady().toCompletableFuture().get();
        servicePort = service.address().getPort();
        pageUrl = "http://127.0.0.1:" + servicePort + "/";
        for (String id : restaurant.ids(Kind.SECTION)) {
            restaurant
                    .find(Kind.SECTION, id)
                    .ifPresent(section -> sections.put(section.path("name").asText(), id));
        }
        firstTable = restaurant.ids(Kind.TABLE).get(0);
        if (!pace.isZero()) {
            started(new DinnerTime(restaurant, pace));
        }
    }

    /** The address of each section's floor plan, by the section's name. */
    Map<String, String> pages() {
        var pages = new LinkedHashMap<String, String>();
        sections.forEach((name, id) -> pages.put(name, page("section=" + id)));
        return pages;
    }

    /** The address of a page with all sections. */
    String wholePage() {
        return page(sections.values().stream().map(id -> "section=" + id).collect(Collectors.joining("&")));
    }

    private String page(String sectionsAsked) {
        return pageUrl + "#" + sectionsAsked + "&token=" + token + "&api=" + apiUrl + "&slow=" + slowUrl;
    }

    String apiUrl() {
        return apiUrl;
    }

    /** The id of a table of the first section. */
    String firstTable() {
        return firstTable;
    }

    /** The token the pages come with; the API takes it too. */
    String token() {
        return token;
    }

    /** Another token of the same owner. */
    String token(Duration life) {
        return Tokens.sign(secret, OWNER, List.of("OWNER"), List.of(), life);
    }

    /** How often the API was asked for a section. */
    int sectionGets() {
        return api == null ? 0 : api.sectionGets();
    }

    /** A command that changes a table. */
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
                LOG.warn("The demo couldn't stop a part of itself", failure);
            }
        }
    }

    private <T extends AutoCloseable> T started(T part) {
        running.add(part);
        return part;
    }

    private Config config(int port, String brokers) {
        return ConfigFactory.parseMap(Map.ofEntries(
                        Map.entry("mesaya.http.host", "127.0.0.1"),
                        Map.entry("mesaya.http.port", port),
                        Map.entry("mesaya.admin.port", 0),
                        Map.entry("mesaya.jwt.secret", secret),
                        Map.entry("mesaya.jwt.public-key", ""),
                        Map.entry("mesaya.rest.base-url", apiUrl),
                        Map.entry("mesaya.kafka.brokers", brokers),
                        Map.entry("mesaya.kafka.dead-letter-topic", ""),
                        // Everybody here is the same user at the same address.
                        Map.entry("mesaya.admission.max-per-user", ONE_USER),
                        Map.entry("mesaya.admission.max-per-address", ONE_USER),
                        Map.entry("mesaya.admission.handshakes-per-second-and-address", ONE_USER),
                        Map.entry(
                                "mesaya.page.connect-sources",
                                String.join(",", apiUrl, slowUrl, slowUrl.replaceFirst("http", "ws"))),
                        // What is new reaches a slow line soon, for everybody to see.
                        Map.entry("mesaya.http.send-buffer", "16KiB"),
                        Map.entry("mesaya.drain.duration", "500ms")))
                .withFallback(ConfigFactory.load());
    }
}
