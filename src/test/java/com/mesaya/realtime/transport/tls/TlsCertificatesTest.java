package com.mesaya.realtime.transport.tls;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.testing.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsCertificatesTest {

    private static final Certificates RSA = Certificates.selfSigned("RSA");
    private static final Certificates OTHER_RSA = Certificates.selfSigned("RSA");
    private static final Certificates EC = Certificates.selfSigned("EC");
    private static final Certificates SIGNED = Certificates.signed("EC");
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
    private final InstantSource clock = now::get;
    private ActorTestKit testKit;
    private TlsSettings settings;

    @BeforeAll
    void startActors() {
        testKit = ActorTestKit.create();
    }

    @AfterAll
    void stopActors() {
        testKit.shutdownTestKit();
    }

    @BeforeEach
    void nameFiles() {
        settings = new TlsSettings(directory.resolve("tls.crt"), directory.resolve("tls.key"), INTERVAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void encryptWithRsa(String protocol) throws Exception {
        write(RSA);

        assertThat(shownOver(protocol, load())).containsExactly(RSA.own());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void encryptWithEc(String protocol) throws Exception {
        write(EC);

        assertThat(shownOver(protocol, load())).containsExactly(EC.own());
    }

    @Test
    void showTheWholeChain() throws Exception {
        write(SIGNED);

        assertThat(shownOver("TLSv1.3", load())).hasSize(2).startsWith(SIGNED.own());
    }

    @Test
    void takeARsaKeyAsPkcs1() throws Exception {
        write(RSA.chain(), RSA.keyAsPkcs1());

        assertThat(shownOver("TLSv1.3", load())).containsExactly(RSA.own());
    }

    @Test
    void speakNoOlderProtocol() throws Exception {
        write(RSA);

        assertThat(load().engine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(load().engine().getUseClientMode()).isFalse();
    }

    @Test
    void areReplacedForNewConnectionsWhenTheFilesChange() throws Exception {
        write(RSA);
        TlsCertificates certificates = load();
        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(RSA.own());
        write(EC);

        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(RSA.own());
        pass(INTERVAL);
        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(EC.own());
    }

    @Test
    void areReplacedWhenALinkOnTheirWayIsSwapped() throws Exception {
        Path first = Files.createDirectory(directory.resolve("..2026_01"));
        Path second = Files.createDirectory(directory.resolve("..2026_02"));
        write(first, RSA);
        write(second, OTHER_RSA);
        Path link = Files.createSymbolicLink(directory.resolve("..data"), first);
        Files.createSymbolicLink(settings.certFile(), Path.of("..data", "tls.crt"));
        Files.createSymbolicLink(settings.keyFile(), Path.of("..data", "tls.key"));
        TlsCertificates certificates = load();

        Path swap = Files.createSymbolicLink(directory.resolve("..data_tmp"), second);
        Files.move(swap, link, StandardCopyOption.ATOMIC_MOVE);
        pass(INTERVAL);

        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(OTHER_RSA.own());
    }

    @Test
    void stayWhenTheNewFilesDoNotMatchUntilTheyDo() throws Exception {
        write(RSA);
        TlsCertificates certificates = load();
        write(OTHER_RSA.chain(), RSA.key());
        pass(INTERVAL);

        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(RSA.own());

        write(OTHER_RSA);
        pass(INTERVAL);
        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(OTHER_RSA.own());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void stayWhenTheNewKeyIsNoneAndSaySoOnce(String key) throws Exception {
        write(RSA);
        TlsCertificates certificates = load();
        write(RSA.chain(), key);

        warnings(1).expect(testKit.system(), () -> {
            pass(INTERVAL);
            certificates.engine();
            pass(INTERVAL);
            return certificates.engine();
        });

        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(RSA.own());
    }

    @Test
    void stayWhenTheFilesAreGone() throws Exception {
        write(RSA);
        TlsCertificates certificates = load();
        Files.delete(settings.certFile());
        Files.delete(settings.keyFile());

        warnings(1).expect(testKit.system(), () -> {
            pass(INTERVAL);
            return certificates.engine();
        });

        assertThat(shownOver("TLSv1.3", certificates)).containsExactly(RSA.own());
    }

    @Test
    void areRefusedAtFirstIfTheyDoNotMatch() throws Exception {
        write(RSA.chain(), OTHER_RSA.key());
        assertRefused(
                "TLS_KEY_FILE", "'" + settings.keyFile() + "' contains a key that does not match the certificate in");

        write(RSA.chain(), EC.key());
        assertRefused("TLS_KEY_FILE", "contains no key for RSA");

        write(EC.chain(), RSA.keyAsPkcs1());
        assertRefused("TLS_KEY_FILE", "contains a key that does not match");
    }

    @Test
    void areRefusedAtFirstIfTheyCanNotBeRead() throws Exception {
        assertRefused("TLS_CERT_FILE", "'" + settings.certFile() + "' can't be read: there is no such file");

        Files.writeString(settings.certFile(), RSA.chain());
        assertRefused("TLS_KEY_FILE", "'" + settings.keyFile() + "' can't be read: there is no such file");

        Files.createDirectory(settings.keyFile());
        assertRefused("TLS_KEY_FILE", "it is not a regular file");
    }

    @Test
    void areRefusedAtFirstIfTheyHoldSomethingElse() throws Exception {
        write("", RSA.key());
        assertRefused("TLS_CERT_FILE", "contains no certificate");

        write(RSA.key(), RSA.key());
        assertRefused("TLS_CERT_FILE", "");

        write(RSA.chain() + OTHER_RSA.chain(), RSA.key());
        assertRefused("TLS_CERT_FILE", "form no chain");

        write(EC.chain(), EC.key().replace("PRIVATE KEY", "EC PRIVATE KEY"));
        assertRefused("TLS_KEY_FILE", "contains a key of an unsupported format");

        write(RSA.chain(), RSA.key() + RSA.key());
        assertRefused("TLS_KEY_FILE", "exactly one readable key");

        write(RSA.chain(), " ".repeat(2 * 1024 * 1024));
        assertRefused("TLS_KEY_FILE", "it has more than 1048576 bytes");
    }

    private void assertRefused(String variable, String reason) {
        assertThatThrownBy(this::load)
                .isInstanceOf(TlsFilesException.class)
                .hasMessageStartingWith(variable + " (mesaya.http.tls.")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("MII");
    }

    private static LoggingTestKit warnings(int count) {
        return LoggingTestKit.empty()
                .withLogLevel(Level.WARN)
                .withLoggerName(TlsCertificates.class.getName())
                .withMessageContains("The previous certificate stays in use: TLS_")
                .withOccurrences(count);
    }

    private TlsCertificates load() throws TlsFilesException {
        return TlsCertificates.load(settings, clock);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private void write(Certificates certificates) throws IOException {
        write(directory, certificates);
    }

    private void write(String chain, String key) throws IOException {
        Files.writeString(settings.certFile(), chain);
        Files.writeString(settings.keyFile(), key);
    }

    private static void write(Path directory, Certificates certificates) throws IOException {
        Files.writeString(directory.resolve("tls.crt"), certificates.chain());
        Files.writeString(directory.resolve("tls.key"), certificates.key());
    }

    /** The certificates a client sees, which also gets its own words back through the encryption. */
    private List<X509Certificate> shownOver(String protocol, TlsCertificates certificates) throws Exception {
        var binding = Tcp.get(testKit.system())
                .bindWithTls(
                        "127.0.0.1",
                        0,
                        certificates::engine,
                        10,
                        List.of(),
                        Optional.empty(),
                        session -> Optional.empty(),
                        TLSClosing.eagerClose())
                .to(Sink.foreach(connection ->
                        connection.flow().join(Flow.of(ByteString.class)).run(testKit.system())))
                .run(testKit.system())
                .toCompletableFuture()
                .join();
        try {
            return shownAt(binding.localAddress(), protocol);
        } finally {
            binding.unbind().toCompletableFuture().join();
        }
    }

    private static List<X509Certificate> shownAt(InetSocketAddress address, String protocol) throws Exception {
        var witness = new Witness();
        try (var socket = (SSLSocket) witness.context().getSocketFactory().createSocket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setEnabledProtocols(new String[] {protocol});
            socket.connect(address);
            socket.getOutputStream().write("hello".getBytes(UTF_8));
            assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
        }
        return witness.shown;
    }

    /** Trusts whatever it is shown, and remembers it. */
    private static final class Witness implements X509TrustManager {

        private volatile List<X509Certificate> shown = List.of();

        SSLContext context() throws GeneralSecurityException {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, new SecureRandom());
            return context;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            shown = List.of(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("it is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
