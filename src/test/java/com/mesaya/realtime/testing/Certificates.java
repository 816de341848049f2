package com.mesaya.realtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate chain and its private key that the JDK's keytool made, as PEM text.
 *
 * @param own the server's own certificate
 * @param chain the chain in PEM
 * @param key the private key in PEM, PKCS#8
 */
public record Certificates(X509Certificate own, String chain, String key) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** One that is signed with its own key; the algorithm as keytool names it: RSA, EC. */
    public static Certificates selfSigned(String algorithm) {
        return make(List.of(List.of("-alias", "server", "-keyalg", algorithm, "-dname", "CN=localhost")));
    }

    /** One that another signed. */
    public static Certificates signed(String algorithm) {
        return make(List.of(
                List.of("-alias", "ca", "-keyalg", "RSA", "-dname", "CN=CA", "-ext", "bc:c"),
                List.of("-alias", "server", "-keyalg", algorithm, "-dname", "CN=localhost", "-signer", "ca")));
    }

    /** The same key as PKCS#1, which is the last member of PKCS#8 for RSA keys of 2048 bits. */
    public String keyAsPkcs1() {
        byte[] pkcs8 = Base64.getMimeDecoder().decode(key.replaceAll("-----.*", ""));
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
    }

    private static Certificates make(List<List<String>> pairs) {
        try {
            Path directory = Files.createTempDirectory("certificates");
            Path file = directory.resolve("store.p12");
            try {
                for (List<String> pair : pairs) {
                    keytool(file, pair);
                }
                return read(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void keytool(Path store, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-validity", "30"));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-ext", "san=dns:localhost,ip:127.0.0.1"));
        command.addAll(arguments);
        if (arguments.contains("RSA")) {
            command.addAll(List.of("-keysize", "2048"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    private static Certificates read(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(file)) {
            store.load(bytes, PASSWORD);
        }
        Certificate[] chain = store.getCertificateChain("server");
        var texts = new ArrayList<String>();
        for (Certificate certificate : chain) {
            texts.add(pem("CERTIFICATE", certificate.getEncoded()));
        }
        byte[] key = store.getKey("server", PASSWORD).getEncoded();
        return new Certificates((X509Certificate) chain[0], String.join("", texts), pem("PRIVATE KEY", key));
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Stream.of("-----BEGIN " + label + "-----", body, "-----END " + label + "-----")
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
