package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service whose standard output is a pipe that nobody reads any more. */
@ExtendWith(Surroundings.Extension.class)
class StuckOutputIT {

    /** What a pipe takes, and what the test has read ahead, in bytes. */
    private static final int PIPE = 64 * 1024 + 16 * 1024;

    /** The least that a join and its end leave in the log, in bytes. */
    private static final int LOGGED_PER_JOIN = 300;

    private static final int JOINS = PIPE / LOGGED_PER_JOIN + 100;

    private final Surroundings surroundings;
    private final String section = UUID.randomUUID().toString();

    StuckOutputIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        surroundings.api().script(section, Script.section());
    }

    @Test
    void goesOnServingAndEndsInOrder() {
        try (ServiceProcess service = ServiceProcess.start(environment())) {
            service.leaveOutputUnread();

            for (int join = 0; join < JOINS; join++) {
                try (TestViewer viewer =
                        TestViewer.connect(service.webSocket(section + "/" + RunningService.token()))) {
                    assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
                }
            }
            service.terminate();

            assertThat(service.exitCode()).isZero();
            // More was to be said than the pipe took.
            assertThat(service.output()).noneMatch(line -> line.endsWith(" Stopped"));
        }
    }

    private Map<String, String> environment() {
        return ServiceProcess.environment(
                surroundings.api().baseUrl(),
                surroundings.brokers(),
                Map.of(
                        "KAFKA_GROUP_ID", "stuck-" + UUID.randomUUID(),
                        "KAFKA_OFFSET_RESET", "latest",
                        "HANDSHAKES_PER_SECOND_AND_ADDRESS", "500"));
    }
}
