package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.FoldingViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Joining while everything changes and the main API takes its time. */
@ExtendWith(Surroundings.Extension.class)
class JoinRaceIT {

    private static final int VIEWERS = 50;
    private static final int TABLES = 50;
    private static final int CHANGES_PER_SECOND = 200;
    private static final int SLOWEST_API_MS = 500;

    private final Surroundings surroundings;

    JoinRaceIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void nobodyWhoJoinsMissesAnythingOrSeesThePast() throws Exception {
        var random = new Random(1);
        try (var section = new LivingSection(
                        surroundings.brokers(), TABLES, () -> Duration.ofMillis(random.nextInt(SLOWEST_API_MS + 1)));
                RunningService service = surroundings.start(Map.of("mesaya.rest.base-url", section.apiUrl()))) {
            section.change(Integer.MAX_VALUE, CHANGES_PER_SECOND, 0);
            List<FoldingViewer> viewers = new ArrayList<>();
            for (int viewer = 0; viewer < VIEWERS; viewer++) {
                int after = section.changes() + CHANGES_PER_SECOND / 10;
                await().until(() -> section.changes() >= after);
                viewers.add(ViewerTransport.inTurn(viewer)
                        .fold(service.http("/"), section.id(), RunningService.token(), frame -> {})
                        .join());
            }
            for (FoldingViewer viewer : viewers) {
                await().until(() -> viewer.fold().events() > 0);
            }
            section.rest();

            for (FoldingViewer viewer : viewers) {
                await().untilAsserted(() -> assertThat(viewer.fold().tables()).isEqualTo(section.truth()));
                assertThat(viewer.fold().regressions()).isZero();
                viewer.close();
            }
            assertThat(section.sectionGets()).isEqualTo(VIEWERS);
        }
    }
}
