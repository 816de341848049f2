/**
 * The listening ports: sockets, HTTP, access log, and answers to requests that cannot be parsed.
 * It imports {@code application}, {@code domain}, {@code transport}, {@code transport.admission}, {@code transport.feed},
 * {@code transport.tls}, {@code transport.websocket}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.server;

import org.jspecify.annotations.NullMarked;
