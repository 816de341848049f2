package com.mesaya.realtime.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;
import org.apache.pekko.pki.pem.PEMLoadingException;

/** A certificate chain and its private key, as PEM text (RFC 7468) from one reading. */
record TlsFiles(TlsSettings settings, String chain, String key) {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final char[] NO_PASSWORD = {};

    static TlsFiles read(TlsSettings settings) throws TlsFilesException {
        String chain;
        try {
            chain = text(settings.certFile());
        } catch (IOException unreadable) {
            throw TlsFilesException.certificates(settings, "can't be read: " + reason(unreadable));
        }
        try {
            return new TlsFiles(settings, chain, text(settings.keyFile()));
        } catch (IOException unreadable) {
            throw TlsFilesException.key(settings, "can't be read: " + reason(unreadable));
        }
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(Files.exists(file) ? "it is not a regular file" : "there is no such file");
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] whole = bytes.readNBytes(MAX_BYTES + 1);
            if (whole.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            return new String(whole, StandardCharsets.ISO_8859_1);
        }
    }

    private static String reason(IOException failure) {
        return failure.getClass() == IOException.class
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getSimpleName();
    }

    /** Builds the TLS context. */
    TlsIdentity identity() throws TlsFilesException {
        X509Certificate[] certificates = certificates();
        PrivateKey privateKey = privateKey(certificates[0].getPublicKey());
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", privateKey, NO_PASSWORD, certificates);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            // Clients present no certificate, so none is trusted.
            context.init(keys.getKeyManagers(), new TrustManager[0], new SecureRandom());
            return new TlsIdentity(context, certificates[0]);
        } catch (GeneralSecurityException | IOException refused) {
            throw TlsFilesException.certificates(
                    settings, "can't be used: " + refused.getClass().getSimpleName());
        }
    }

    private X509Certificate[] certificates() throws TlsFilesException {
        try (InputStream bytes = new ByteArrayInputStream(chain.getBytes(StandardCharsets.ISO_8859_1))) {
            X509Certificate[] certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
            if (certificates.length == 0) {
                throw TlsFilesException.certificates(settings, "contains no certificate");
            }
            if (!isChain(certificates)) {
                throw TlsFilesException.certificates(
                        settings, "contains certificates that form no chain: each must be followed by its issuer's");
            }
            return certificates;
        } catch (CertificateException | IOException malformed) {
            throw TlsFilesException.certificates(settings, "contains an unreadable certificate");
        }
    }

    private static boolean isChain(X509Certificate[] certificates) {
        try {
            for (int index = 1; index < certificates.length; index++) {
                certificates[index - 1].verify(certificates[index].getPublicKey());
            }
            return true;
        } catch (GeneralSecurityException byAnother) {
            return false;
        }
    }

    private PrivateKey privateKey(PublicKey publicKey) throws TlsFilesException {
        PEMDecoder.DERData der;
        try {
            der = PEMDecoder.decode(key);
        } catch (PEMLoadingException malformed) {
            throw TlsFilesException.key(settings, "does not contain exactly one readable key");
        }
        PrivateKey privateKey;
        try {
            privateKey = switch (der.label()) {
                case "PRIVATE KEY" ->
                    KeyFactory.getInstance(publicKey.getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(der.bytes()));
                case "RSA PRIVATE KEY" -> DERPrivateKeyLoader.load(der);
                default ->
                    throw TlsFilesException.key(
                            settings,
                            "contains a key of an unsupported format; PKCS#8 is supported: 'BEGIN PRIVATE KEY'");
            };
        } catch (GeneralSecurityException | RuntimeException unusable) {
            // The exception's message could quote the key.
            throw TlsFilesException.key(
                    settings, "contains no key for " + publicKey.getAlgorithm() + ", which the certificate requires");
        }
        if (!areOnePair(privateKey, publicKey)) {
            throw TlsFilesException.key(
                    settings, "contains a key that does not match the certificate in '" + settings.certFile() + "'");
        }
        return privateKey;
    }

    private static boolean areOnePair(PrivateKey privateKey, PublicKey publicKey) {
        byte[] sample = "sample".getBytes(StandardCharsets.US_ASCII);
        try {
            var signature = Signature.getInstance(
                    switch (publicKey.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> publicKey.getAlgorithm();
                    });
            signature.initSign(privateKey);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    /** Omits the key. */
    @Override
    public String toString() {
        return "TlsFiles[" + settings + "]";
    }
}
