package com.mesaya.realtime.transport.tls;

/** Reports unusable files of a certificate and its key; the message is one line with the setting and the file. */
public final class TlsFilesException extends Exception {

    TlsFilesException(String message) {
        super(message);
    }

    static TlsFilesException certificates(TlsSettings settings, String reason) {
        return new TlsFilesException(
                "TLS_CERT_FILE (mesaya.http.tls.cert-file) must be a certificate chain in PEM, but '"
                        + settings.certFile() + "' " + reason);
    }

    static TlsFilesException key(TlsSettings settings, String reason) {
        return new TlsFilesException("TLS_KEY_FILE (mesaya.http.tls.key-file) must be the certificate's private key in"
                + " PEM, but '" + settings.keyFile() + "' " + reason);
    }
}
