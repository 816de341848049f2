package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.cli.FrameListener;
import com.mesaya.realtime.testing.Certificates;
import com.mesaya.realtime.testing.ImageHealth;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The public port over TLS, with a certificate that is replaced while clients are there. */
@ExtendWith(Surroundings.Extension.class)
class TlsIT {

    /** Many, since only one in eight or so was refused that should have been let in. */
    private static final int HANDSHAKES = 100;

    private final String section = UUID.randomUUID().toString();

    @TempDir
    private Path directory;

    @Test
    void servesWithTheCertificateThatIsThereNow(Surroundings surroundings) throws Exception {
        surroundings.api().script(section, Script.ok("{\"id\":\"{id}\",\"note\":\"" + "x".repeat(300_000) + "\"}"));
        Certificates first = Certificates.selfSigned("RSA");
        Certificates second = Certificates.selfSigned("EC");
        write(first);
        try (RunningService service = surroundings.start(Map.of(
                "mesaya.http.tls.cert-file", directory.resolve("cert.pem").toString(),
                "mesaya.http.tls.key-file", directory.resolve("key.pem").toString(),
                "mesaya.http.tls.reload-interval", "50ms"))) {
            HttpClient trustsFirst = trusting(first);
            HttpClient trustsSecond = trusting(second);
            var frames = new LinkedBlockingQueue<String>();
            var listener = new FrameListener(frames::add);
            WebSocket socket = trustsFirst
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("wss://localhost:" + service.http("/").getPort() + "/ws/restaurant/" + section
                                    + "/" + RunningService.token()),
                            listener)
                    .join();
            socket.sendText("{\"action\":\"ping\"}", true).join();
            assertThat(frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .startsWith("{\"event\":\"section.snapshot\"")
                    .hasSizeGreaterThan(300_000);
            assertThat(frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("system.pong");
            assertThatThrownBy(() -> live(trustsSecond, service)).isInstanceOf(SSLHandshakeException.class);

            write(second);

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(live(trustsSecond, service)).isEqualTo(200));
            assertThat(listener.closed()).isNotDone();

            assertThat(ImageHealth.of(service.admin("/"))).isTrue();
            try (var plain = new RawClient(service.http("/"))) {
                plain.write("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(plain.readToEnd()).doesNotContain("HTTP/1.1");
            }
        }
    }

    /** Curl fails if TLS doesn't end in order, since nothing else tells the end of a response without a length. */
    @Test
    void streamsEventsAndEndsThemInOrder(Surroundings surroundings) throws Exception {
        surroundings.api().script(section, Script.ok("{\"id\":\"{id}\",\"note\":\"" + "x".repeat(300_000) + "\"}"));
        Certificates certificates = Certificates.selfSigned("EC");
        write(certificates);
        try (RunningService service = surroundings.start(Map.of(
                "mesaya.http.tls.cert-file", directory.resolve("cert.pem").toString(),
                "mesaya.http.tls.key-file", directory.resolve("key.pem").toString()))) {
            Path output = directory.resolve("events");
            Process curl = new ProcessBuilder(
                            "curl",
                            "-skN",
                            "https://localhost:" + service.http("/").getPort() + "/sse/restaurant/" + section + "/"
                                    + RunningService.token())
                    .redirectOutput(output.toFile())
                    .start();
            await().untilAsserted(() -> assertThat(output).content().endsWith("x\"}}\n\n"));
            String deleted = "{\"id\":\"" + section + "\",\"updatedAt\":\"2025-10-19T18:00:00.000Z\"}";
            surroundings.publish("mesa-ya.sections.deleted", v1("section.deleted", deleted));

            assertThat(curl.waitFor()).isZero();
            assertThat(output).content().contains("data: " + frame("section.deleted", deleted) + "\n\nevent: close\n");
        }
    }

    /** The JDK's sockets send the first piece before they have read all that the server answers. */
    @Test
    void letsEverybodyInWhoSendsAHandshakeInPieces(Surroundings surroundings) throws Exception {
        Certificates certificates = Certificates.selfSigned("EC");
        write(certificates);
        try (RunningService service = surroundings.start(Map.of(
                "mesaya.http.tls.cert-file", directory.resolve("cert.pem").toString(),
                "mesaya.http.tls.key-file", directory.resolve("key.pem").toString()))) {
            SSLSocketFactory sockets = context(certificates).getSocketFactory();
            for (int client = 0; client < HANDSHAKES; client++) {
                try (var socket = (SSLSocket)
                        sockets.createSocket("127.0.0.1", service.http("/").getPort())) {
                    socket.startHandshake();
                    assertThat(socket.getSession().isValid()).isTrue();
                }
            }
        }
    }

    private void write(Certificates certificates) throws IOException {
        Files.writeString(directory.resolve("cert.pem"), certificates.chain());
        Files.writeString(directory.resolve("key.pem"), certificates.key());
    }

    private static int live(HttpClient client, RunningService service) throws IOException, InterruptedException {
        URI address = URI.create("https://localhost:" + service.http("/").getPort() + "/health/live");
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpClient trusting(Certificates certificates) throws GeneralSecurityException, IOException {
        return HttpClient.newBuilder().sslContext(context(certificates)).build();
    }

    private static SSLContext context(Certificates certificates) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificates.own());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
