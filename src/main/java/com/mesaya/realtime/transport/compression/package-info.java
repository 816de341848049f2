/**
 * The WebSocket extension {@code permessage-deflate} (RFC 7692): its negotiation, the compression of messages to clients, and the
 * decompression of theirs; and the content coding {@code gzip} of event streams.
 * It imports libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.compression;

import org.jspecify.annotations.NullMarked;
