package com.mesaya.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.testing.Certificates;
import com.mesaya.realtime.transport.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateSettingsTest {

    @TempDir
    Path directory;

    @Test
    void areNotNeeded() {
        assertThat(tls(Map.of())).isEmpty();
        assertThat(tls(Map.of("TLS_CERT_FILE", "", "TLS_KEY_FILE", ""))).isEmpty();
    }

    @Test
    void nameFilesThatCanBeUsed() throws IOException {
        Certificates good = Certificates.selfSigned("EC");
        Path chain = Files.writeString(directory.resolve("tls.crt"), good.chain());
        Path key = Files.writeString(directory.resolve("tls.key"), good.key());

        assertThat(tls(Map.of("TLS_CERT_FILE", chain.toString(), "TLS_KEY_FILE", key.toString())))
                .contains(new TlsSettings(chain, key, Duration.ofSeconds(10)));
        assertThat(tls(Map.of(
                        "TLS_CERT_FILE", chain.toString(),
                        "TLS_KEY_FILE", key.toString(),
                        "TLS_RELOAD_INTERVAL", "1m")))
                .contains(new TlsSettings(chain, key, Duration.ofMinutes(1)));
    }

    @Test
    void areRefusedIfOnlyOneFileIsNamed() {
        assertThatThrownBy(() -> tls(Map.of("TLS_CERT_FILE", "/tls.crt")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("TLS_KEY_FILE (mesaya.http.tls.key-file) must be set if TLS_CERT_FILE is, but is not set");
        assertThatThrownBy(() -> tls(Map.of("TLS_KEY_FILE", "/tls.key")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("TLS_CERT_FILE (mesaya.http.tls.cert-file) must be set if TLS_KEY_FILE is, but is not set");
    }

    @Test
    void areRefusedIfAFileCanNotBeUsed() {
        String nowhere = directory.resolve("nowhere").toString();

        assertThatThrownBy(() -> tls(Map.of("TLS_CERT_FILE", nowhere, "TLS_KEY_FILE", nowhere)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("TLS_CERT_FILE (mesaya.http.tls.cert-file) must be a certificate chain in PEM, but '"
                        + nowhere + "' can't be read: there is no such file");
    }

    @Test
    void areRefusedIfTheyAreNoPathOrNoTime() {
        assertThatThrownBy(() -> tls(Map.of("TLS_CERT_FILE", "two\nlines", "TLS_KEY_FILE", "/tls.key")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("TLS_CERT_FILE (mesaya.http.tls.cert-file) must be a file, or empty, but is 'two lines'");
        assertThatThrownBy(() -> tls(Map.of(
                        "TLS_CERT_FILE", "/tls.crt", "TLS_KEY_FILE", "/tls.key", "TLS_RELOAD_INTERVAL", "often")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("TLS_RELOAD_INTERVAL (mesaya.http.tls.reload-interval) must be a duration");
    }

    private static Optional<TlsSettings> tls(Map<String, String> environment) {
        return Settings.from(Configs.with(environment)).transport().http().tls();
    }
}
