package com.mesaya.realtime.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.event.NoMarkerLogging$;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;

/** Reads the settings of TLS between nodes, and checks that their files are usable. */
final class ClusterTlsSettings {

    private static final String PATH = "mesaya.cluster.tls.";
    private static final String ENGINE = "pekko.remote.artery.ssl.rotating-keys-engine";

    private ClusterTlsSettings() {}

    /** Returns the configuration of Artery; empty if no file is set. */
    static Map<String, Object> artery(ConfigReader reader) {
        var files = new LinkedHashMap<String, String>();
        files.put("CLUSTER_TLS_CERT_FILE", file(reader, "cert-file", "CLUSTER_TLS_CERT_FILE"));
        files.put("CLUSTER_TLS_KEY_FILE", file(reader, "key-file", "CLUSTER_TLS_KEY_FILE"));
        files.put("CLUSTER_TLS_CA_FILE", file(reader, "ca-file", "CLUSTER_TLS_CA_FILE"));
        if (files.values().stream().allMatch(String::isBlank)) {
            return Map.of();
        }
        String missing = files.entrySet().stream()
                .filter(file -> file.getValue().isBlank())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new SettingsException(missing + " (mesaya.cluster.tls) must be set if one of "
                    + String.join(", ", files.keySet()) + " is, but is not set");
        }
        Map<String, Object> artery = Map.of(
                "pekko.remote.artery.transport",
                "tls-tcp",
                "pekko.remote.artery.ssl.ssl-engine-provider",
                RotatingKeysSSLEngineProvider.class.getName(),
                ENGINE + ".cert-file",
                text(files, "CLUSTER_TLS_CERT_FILE"),
                ENGINE + ".key-file",
                text(files, "CLUSTER_TLS_KEY_FILE"),
                ENGINE + ".ca-cert-file",
                text(files, "CLUSTER_TLS_CA_FILE"));
        check(artery);
        return artery;
    }

    private static String file(ConfigReader reader, String name, String variable) {
        return reader.text(PATH + name, variable, "a file that can be read, or empty", ClusterTlsSettings::isReadable);
    }

    private static boolean isReadable(String text) {
        try {
            return text.isBlank() || (Files.isRegularFile(Path.of(text)) && Files.isReadable(Path.of(text)));
        } catch (InvalidPathException wrong) {
            return false;
        }
    }

    private static String text(Map<String, String> files, String name) {
        return files.getOrDefault(name, "");
    }

    /** Loads the files with the code that reads them later; that code's own message may quote a file. */
    private static void check(Map<String, Object> artery) {
        Config config = ConfigFactory.parseMap(artery)
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        try {
            new RotatingKeysSSLEngineProvider(config.getConfig(ENGINE), NoMarkerLogging$.MODULE$)
                    .createServerSSLEngine("localhost", 0);
        } catch (Exception unusable) { // Scala declares no checked exceptions
            throw new SettingsException("CLUSTER_TLS_KEY_FILE, CLUSTER_TLS_CERT_FILE and CLUSTER_TLS_CA_FILE"
                    + " (mesaya.cluster.tls) must be an RSA key, its certificate and the issuer's certificate, each in PEM, but"
                    + " can't be used together");
        }
    }
}
