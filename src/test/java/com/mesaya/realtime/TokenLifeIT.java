package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import com.mesaya.realtime.testing.ViewerTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection ends when its token does, or goes on with a fresh one. All tokens' lives are waited for at the same time. */
@ExtendWith(Surroundings.Extension.class)
class TokenLifeIT {

    /** A token's times are whole seconds. */
    private static final Duration SHORT = Duration.ofSeconds(20);

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    TokenLifeIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
        surroundings.api().script(section, Script.section());
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    void endsWithItsToken(ViewerTransport transport) {
        Instant before = Instant.now();
        try (LiveViewer viewer = transport.watch(service.http("/"), section, token("user-1", SHORT))) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            assertThat(viewer.next())
                    .matches("\\{\"event\":\"session.expiring\",\"payload\":\\{\"expiresAt\":\"[0-9T:-]+Z\"}}");
            assertThat(viewer.next()).startsWith("{\"event\":\"error\",\"payload\":{\"code\":\"TOKEN_EXPIRED\"");
            assertThat(viewer.closed().code()).isEqualTo(4401);
            assertThat(Duration.between(before, Instant.now())).isGreaterThan(SHORT.minusSeconds(1));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void goesOnWithAFreshTokenOfTheSameUser() {
        Instant end = Instant.now().plus(SHORT);
        try (TestViewer viewer = watch(token("user-1", SHORT))) {
            viewer.next(2);

            viewer.send(authenticate(token("user-1", Duration.ofHours(1))));

            assertThat(viewer.next()).startsWith("{\"event\":\"session.authenticated\",\"payload\":{\"expiresAt\":\"");
            await().until(() -> Instant.now().isAfter(end.plusSeconds(1)));
            String changed = table("t1", section, "BLOCKED", Instant.now());
            surroundings.publish("mesa-ya.tables.updated", v1("table.updated", changed));
            assertThat(viewer.next()).isEqualTo(frame("table.updated", changed));
            assertThat(surroundings.api().requestsFor(section)).hasSize(1);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void takesNoTokenOfSomebodyElse() {
        try (TestViewer viewer = watch(token("user-1", SHORT))) {
            viewer.next(2);

            viewer.send(authenticate(token("user-2", Duration.ofHours(1))));
            viewer.send(authenticate("eyJ.no.token"));

            assertThat(viewer.next()).contains("\"code\":\"USER_MISMATCH\"");
            assertThat(viewer.next()).contains("\"code\":\"TOKEN_INVALID\"");
            assertThat(viewer.next()).contains("\"code\":\"TOKEN_EXPIRED\"");
            assertThat(viewer.closed().code()).isEqualTo(4401);
        }
    }

    private TestViewer watch(String token) {
        return TestViewer.connect(service.webSocket(section), "Authorization", "Bearer " + token);
    }

    private static String token(String user, Duration life) {
        return Tokens.sign(RunningService.SECRET, user, List.of("OWNER"), List.of(), life);
    }

    private static String authenticate(String token) {
        return "{\"action\":\"authenticate\",\"token\":\"" + token + "\"}";
    }
}
