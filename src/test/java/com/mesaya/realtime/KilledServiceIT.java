package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The service in a process of its own, which is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("alone")
class KilledServiceIT {

    private static final String UPDATED = "mesa-ya.tables.updated";
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** Its own: a process with a group of its own reads all that other tests have published. */
    private final Surroundings surroundings = Surroundings.ofItsOwn();

    private final String section = UUID.randomUUID().toString();

    KilledServiceIT() {
        surroundings.api().script(section, ScriptedApi.Script.section());
    }

    @AfterAll
    void end() {
        surroundings.close();
    }

    @Test
    void readsOnWithinFifteenSecondsAfterItWasKilledAndStartedAgain() {
        Map<String, String> environment = ServiceProcess.environment(
                surroundings.api().baseUrl(),
                surroundings.brokers(),
                Map.of("KAFKA_GROUP_ID", "killed-" + UUID.randomUUID()));
        try (ServiceProcess killed = ServiceProcess.start(environment);
                TestViewer viewer = watch(killed)) {
            String told = update("t1");
            assertThat(viewer.next()).isEqualTo(told);
        }

        long killedNanos = System.nanoTime();
        try (ServiceProcess restarted = ServiceProcess.start(environment)) {
            try (TestViewer viewer = watch(restarted)) {
                String told = update("t2");

                // What wasn't committed before the end is read again first.
                assertThat(Stream.generate(viewer::next).filter(told::equals).findFirst())
                        .isPresent();
                Duration took = restarted.sinceListening();
                System.out.printf(
                        "Killed and restarted: a viewer is told %d ms after the kill, %d ms after the restarted one listens%n",
                        (System.nanoTime() - killedNanos) / 1_000_000, took.toMillis());
                assertThat(took).isLessThan(LIMIT);
            }
        }
    }

    private TestViewer watch(ServiceProcess service) {
        TestViewer viewer = TestViewer.connect(service.webSocket(section + "/" + RunningService.token()));
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        return viewer;
    }

    private String update(String id) {
        String entity = table(id, section, "OCCUPIED", Instant.now());
        surroundings.publish(UPDATED, v1("table.updated", entity));
        return frame("table.updated", entity);
    }
}
