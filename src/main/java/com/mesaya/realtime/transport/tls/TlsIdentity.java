package com.mesaya.realtime.transport.tls;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The TLS context and its certificate, for as long as the files don't change. */
record TlsIdentity(SSLContext context, X509Certificate certificate) {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }
}
