package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mesaya.realtime.testing.WatchedMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules and panels are such as Prometheus and Grafana take. That the metrics exist is tried in {@link MetricsIT}. */
class DashboardsTest {

    private static final Path RULES = Path.of("conf/prometheus");

    private final WatchedMetrics watched = WatchedMetrics.inConf();

    /** CI brings it along ({@code .ci/run}); elsewhere it is tried where it is installed. */
    @ParameterizedTest
    @ValueSource(strings = {"check rules alerts.yml", "test rules alerts-test.yml", "check config prometheus.yml"})
    void promtoolHasNothingToSay(String command) throws Exception {
        Path promtool = Path.of(System.getenv().getOrDefault("PROMTOOL", "/usr/bin/promtool"));
        boolean isThere = System.getenv("PROMTOOL") != null || Files.isExecutable(promtool);
        if (!isThere) {
            // Of what is skipped the build tells nothing but the number.
            System.out.println("Not checked: promtool " + command + ", since there is no " + promtool
                    + "; install Debian's prometheus, or name one with PROMTOOL");
        }
        assumeTrue(isThere);

        var line = new ArrayList<>(List.of(promtool.toString()));
        line.addAll(List.of(command.split(" ", -1)));
        Process check = new ProcessBuilder(line)
                .directory(RULES.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(check.exitValue()).as(said).isZero();
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        String guide = Files.readString(Path.of("docs/operations.md"));
        List<String> headings = Pattern.compile("(?m)^### (.+)$")
                .matcher(guide)
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();

        assertThat(watched.alerts()).hasSizeGreaterThan(20).allSatisfy(alert -> {
            String link = alert.at("/annotations/runbook_url").asText();
            assertThat(link).startsWith("{{ $externalLabels.runbooks }}docs/operations.md#");
            assertThat(headings).contains(link.substring(link.indexOf('#') + 1));
            assertThat(alert.at("/labels/severity").asText()).isIn("page", "ticket");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(guide).contains("`" + alert.path("alert").asText() + "`");
        });
    }

    @Test
    void somethingIsWatched() {
        assertThat(watched.onPanels()).hasSizeGreaterThan(30);
        assertThat(watched.inAlerts()).hasSizeGreaterThan(15);
    }

    @Test
    void panelsDoNotOverlap() {
        var taken = new HashSet<String>();
        watched.panels().forEach(panel -> {
            for (int x = 0; x < panel.at("/gridPos/w").asInt(); x++) {
                for (int y = 0; y < panel.at("/gridPos/h").asInt(); y++) {
                    String square = (panel.at("/gridPos/x").asInt() + x) + "/"
                            + (panel.at("/gridPos/y").asInt() + y);
                    assertThat(taken.add(square))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        });
    }

    @Test
    void composeStartsBothWithTheseFiles() throws IOException {
        String compose = Files.readString(Path.of("docker-compose.yml"));

        assertThat(compose)
                .contains("./conf/prometheus:/etc/prometheus:ro")
                .contains("./conf/grafana/provisioning:/etc/grafana/provisioning:ro")
                .contains("./conf/grafana/dashboards:/var/lib/grafana/dashboards:ro");
        assertThat(Files.readString(Path.of("conf/grafana/provisioning/dashboards/realtime.yml")))
                .contains("path: /var/lib/grafana/dashboards");
        assertThat(Files.readString(Path.of("conf/grafana/provisioning/datasources/prometheus.yml")))
                .contains("uid: prometheus", "url: http://prometheus:9090");
    }
}
