package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a machine with two processors, where the JDK starts a thread for each task that has no executor. */
@ExtendWith(Surroundings.Extension.class)
class JoinThreadsIT {

    private static final int WARM_UP = 50;
    private static final int JOINS = 500;

    /** Pools that haven't got their size yet, and the recording's own. */
    private static final int FEW = 20;

    private final Surroundings surroundings;
    private final String section = UUID.randomUUID().toString();

    JoinThreadsIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        surroundings.api().script(section, Script.section());
    }

    @Test
    void startsNoThreadForAJoin(@TempDir Path directory) {
        List<String> twoProcessors = Stream.concat(
                        ServiceProcess.SHORT_LIFE.stream(), Stream.of("-XX:ActiveProcessorCount=2"))
                .toList();
        try (ServiceProcess service = ServiceProcess.start(twoProcessors, environment())) {
            join(service, WARM_UP);

            List<RecordedEvent> started =
                    service.record("jdk.ThreadStart", directory.resolve("threads.jfr"), () -> join(service, JOINS));

            assertThat(started).hasSizeLessThan(FEW);
        }
    }

    private Map<String, String> environment() {
        return ServiceProcess.environment(
                surroundings.api().baseUrl(),
                surroundings.brokers(),
                Map.of(
                        "KAFKA_GROUP_ID", "threads-" + UUID.randomUUID(),
                        "KAFKA_OFFSET_RESET", "latest",
                        "HANDSHAKES_PER_SECOND_AND_ADDRESS", "500"));
    }

    private void join(ServiceProcess service, int times) {
        for (int join = 0; join < times; join++) {
            try (TestViewer viewer = TestViewer.connect(service.webSocket(section + "/" + RunningService.token()))) {
                assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            }
        }
    }
}
