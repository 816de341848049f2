package com.mesaya.realtime.transport;

import java.time.Duration;
import java.util.Optional;

/**
 * Where and how a server listens.
 *
 * @param host the address to bind to
 * @param port the port to bind to; 0 for any
 * @param backlog how many connections may wait to be accepted
 * @param maxSockets how many sockets may be open, whatever they are used for
 * @param maxSocketsPerAddress how many of them one address may have, unless it is a trusted proxy's
 * @param stallTimeout how long a socket may take nothing of what waits for it before it is closed
 * @param idleTimeout how long a connection may send nothing at all before it is closed
 * @param sendBufferBytes how much the kernel keeps of what a socket doesn't take; empty for as much as it likes
 * @param forPages whether pages of any origin may read what it refuses
 * @param tls what it shows of itself over TLS; empty for plain text
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
