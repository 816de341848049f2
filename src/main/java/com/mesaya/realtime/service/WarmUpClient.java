package com.mesaya.realtime.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.mesaya.realtime.transport.tls.TlsSettings;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A viewer that counts frames without parsing them, so that it costs little. Blocks; not thread-safe. */
final class WarmUpClient implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUpClient.class);
    private static final String UPGRADED = " 101 ";
    private static final int OPCODE = 0x0F;
    private static final int TEXT = 1;
    private static final int LENGTH = 0x7F;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    /** A close frame with code 1000, masked with zeros. */
    private static final byte[] CLOSE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xE8};

    private final Socket socket;
    private final DataInputStream in;

    private WarmUpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Returns a socket factory that trusts only the service's own certificate. */
    static SocketFactory trusting(TlsSettings tls) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(tls.certFile())) {
            trusted.setCertificateEntry(
                    "own", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    /**
     * Sends a handshake.
     *
     * @param patience the time limit for each byte
     */
    static WarmUpClient ask(
            SocketFactory sockets, InetSocketAddress server, String path, String token, Duration patience)
            throws IOException {
        int millis = (int) Math.max(1, patience.toMillis());
        Socket socket = sockets.createSocket();
        try {
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + server.getHostString()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new WarmUpClient(socket);
        } catch (IOException broken) {
            socket.close();
            throw broken;
        }
    }

    /** Reads the answer to the handshake. */
    void awaitUpgrade() throws IOException {
        String status = line();
        if (!status.contains(UPGRADED)) {
            throw new IOException("a handshake was answered " + status);
        }
        while (!line().isEmpty()) {
            // Skips the headers.
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        int next = in.readUnsignedByte();
        while (next != '\n') {
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.readUnsignedByte();
        }
        return line.toString();
    }

    /** Reads this many text frames. */
    void awaitFrames(int count) throws IOException {
        int left = count;
        while (left > 0) {
            int opcode = in.readUnsignedByte() & OPCODE;
            int length = in.readUnsignedByte() & LENGTH;
            in.skipNBytes(
                    switch (length) {
                        case TWO_BYTES -> in.readUnsignedShort();
                        case EIGHT_BYTES -> in.readLong();
                        default -> length;
                    });
            if (opcode == TEXT) {
                left--;
            }
        }
    }

    /** Closes in order, and waits until the server has ended the connection, which over TLS mostly ends with a reset. */
    void leave() throws IOException {
        socket.getOutputStream().write(CLOSE);
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            LOG.trace("A connection ended", ended);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
