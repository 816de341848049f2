package com.mesaya.realtime.transport.server;

import com.mesaya.realtime.transport.tls.TlsSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a server's port.
 *
 * @param host the address to bind to
 * @param port the port to bind to; 0 for any
 * @param backlog the number of connections that may wait to be accepted
 * @param maxSockets the number of sockets that may be open, for any use
 * @param maxSocketsPerAddress the number of sockets of one address, unless it is a trusted proxy's
 * @param stallTimeout the time for which a socket may accept none of its pending data before it is closed
 * @param idleTimeout the time for which a connection may send no data before it is closed
 * @param sendBufferBytes the size of the kernel's send buffer of a socket; empty for the system's default
 * @param forPages whether pages of any origin may read the refusals
 * @param tls the certificate for TLS; empty for plain text
 */
public record ServerSettings(
        String host,
        int port,
        int backlog,
        int maxSockets,
        int maxSocketsPerAddress,
        Duration stallTimeout,
        Duration idleTimeout,
        Optional<Integer> sendBufferBytes,
        boolean forPages,
        Optional<TlsSettings> tls) {}
