package com.mesaya.realtime.infrastructure.auth;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.infrastructure.auth.JwksReader.UnusableJwksException;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwksReaderTest {

    private static final KeyPair PAIR = Keys.generate("RSA");
    /** So long that a server that trickles isn't taken for one that says nothing. */
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final StandInJwks server = new StandInJwks();
    private final CountDownLatch over = new CountDownLatch(1);
    private final JwksReader reader = reader(PATIENCE);

    @AfterEach
    void stop() {
        over.countDown();
        server.close();
    }

    @Test
    void readsTheSet() throws IOException {
        server.serve(200, Keys.jwks(Keys.jwk("a", PAIR, "")));

        assertThat(reader.read()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 401, 404, 429, 500, 503})
    void refusesEveryOtherStatus(int status) {
        server.serve(status, "");

        assertThatThrownBy(reader::read)
                .isInstanceOf(UnusableJwksException.class)
                .hasMessage("its status is " + status);
    }

    @Test
    void followsNoRedirect() {
        server.serve(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/elsewhere")) {
                StandInJwks.respond(exchange, 200, Keys.jwks(Keys.jwk("evil", PAIR, "")));
            } else {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                StandInJwks.respond(exchange, 302, "");
            }
        });

        assertThatThrownBy(reader::read).hasMessage("its status is 302");
    }

    @Test
    void refusesASetThatIsTooLarge() {
        server.serve(200, Keys.jwks(Keys.jwk("a", PAIR, "")) + " ".repeat(300 * 1024));

        assertThatThrownBy(reader::read)
                .isInstanceOf(UnusableJwksException.class)
                .hasMessage("it has more than 262144 bytes");
    }

    @Test
    void givesUpOnAServerThatSaysNothing() {
        server.serve(exchange -> await());

        assertThatThrownBy(reader(Duration.ofSeconds(1))::read).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void givesUpOnAServerThatNeverEnds() {
        server.serve(this::trickle);

        assertThatThrownBy(reader(TIMEOUT)::read)
                .isInstanceOf(UnusableJwksException.class)
                .hasMessage("it takes longer than JWT_JWKS_TIMEOUT");
    }

    @Test
    void failsIfNobodyListens() {
        server.close();

        assertThatThrownBy(reader::read).isInstanceOf(IOException.class);
    }

    @Test
    void tellsNoReasonThatQuotesWhatWasRead() {
        assertThat(JwksReader.reason(new IOException("token=topsecret"))).isEqualTo("IOException");
        assertThat(JwksReader.reason(new UnusableJwksException("its status is 404")))
                .isEqualTo("its status is 404");
    }

    /** Less than the time-out between two bytes. */
    private void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        do {
            exchange.getResponseBody().write(" ".getBytes(UTF_8));
            exchange.getResponseBody().flush();
        } while (!isOver(TIMEOUT.dividedBy(40)));
    }

    private void await() {
        isOver(Duration.ofMinutes(1));
    }

    private boolean isOver(Duration wait) {
        try {
            return over.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private JwksReader reader(Duration timeout) {
        return new JwksReader(
                new KeySource.Jwks(server.url(), Duration.ofMinutes(1), Duration.ofSeconds(1), timeout, timeout, 1));
    }
}
