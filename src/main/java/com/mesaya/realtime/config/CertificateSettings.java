package com.mesaya.realtime.config;

import com.mesaya.realtime.transport.tls.TlsCertificates;
import com.mesaya.realtime.transport.tls.TlsFilesException;
import com.mesaya.realtime.transport.tls.TlsSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Reads the TLS settings, and checks that their files are usable. */
final class CertificateSettings {

    private static final String CERT_FILE = "TLS_CERT_FILE (mesaya.http.tls.cert-file)";
    private static final String KEY_FILE = "TLS_KEY_FILE (mesaya.http.tls.key-file)";

    private CertificateSettings() {}

    /** Returns empty if neither file is set. */
    static Optional<TlsSettings> tls(ConfigReader reader) {
        String certFile = reader.text(
                "mesaya.http.tls.cert-file", "TLS_CERT_FILE", "a file, or empty", CertificateSettings::isPath);
        String keyFile = reader.text(
                "mesaya.http.tls.key-file", "TLS_KEY_FILE", "a file, or empty", CertificateSettings::isPath);
        Duration reloadInterval = reader.duration("mesaya.http.tls.reload-interval", "TLS_RELOAD_INTERVAL");
        if (certFile.isBlank() && keyFile.isBlank()) {
            return Optional.empty();
        }
        if (certFile.isBlank()) {
            throw new SettingsException(CERT_FILE + " must be set if TLS_KEY_FILE is, but is not set");
        }
        if (keyFile.isBlank()) {
            throw new SettingsException(KEY_FILE + " must be set if TLS_CERT_FILE is, but is not set");
        }
        return Optional.of(checked(new TlsSettings(Path.of(certFile), Path.of(keyFile), reloadInterval)));
    }

    private static TlsSettings checked(TlsSettings settings) {
        try {
            TlsCertificates.load(settings, InstantSource.system());
            return settings;
        } catch (TlsFilesException wrong) {
            throw new SettingsException(String.valueOf(wrong.getMessage()));
        }
    }

    /** Returns whether the text is a path that fits on one line. */
    private static boolean isPath(String text) {
        try {
            return Path.of(text).toString().chars().noneMatch(Character::isISOControl);
        } catch (InvalidPathException wrong) {
            return false;
        }
    }
}
