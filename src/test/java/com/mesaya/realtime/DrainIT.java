package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator closes the connections of a node that keeps running. */
@ExtendWith(Surroundings.Extension.class)
class DrainIT {

    private final Surroundings surroundings;
    private final String section = UUID.randomUUID().toString();

    DrainIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        surroundings.api().script(section, Script.section());
    }

    @ParameterizedTest
    @EnumSource
    void closesConnectionsWithATimeToComeBackAndAcceptsNoMore(ViewerTransport transport) throws Exception {
        try (RunningService service = surroundings.start(Map.of());
                LiveViewer viewer = transport.watch(service.http("/"), section, RunningService.token())) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");

            HttpRequest drain = HttpRequest.newBuilder(service.admin("/admin/drain"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(drain, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(202);

            assertThat(viewer.next()).startsWith("{\"event\":\"system.closing\",\"payload\":{\"reconnectAfterMs\":");
            assertThat(viewer.closed().code()).isEqualTo(1012);
            assertThat(viewer.closed().reason()).isEqualTo("the server restarts");
            assertThatThrownBy(() -> transport.watch(service.http("/"), section, RunningService.token()))
                    .isInstanceOf(RuntimeException.class);
        }
    }
}
