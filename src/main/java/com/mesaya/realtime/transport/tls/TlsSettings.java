package com.mesaya.realtime.transport.tls;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of a server's certificate.
 *
 * @param certFile a certificate chain in PEM, the server's own first
 * @param keyFile its private key in PEM: PKCS#8 (RSA, EC), or PKCS#1 (RSA)
 * @param reloadInterval the interval at which the files are checked for changes
 */
public record TlsSettings(Path certFile, Path keyFile, Duration reloadInterval) {}
