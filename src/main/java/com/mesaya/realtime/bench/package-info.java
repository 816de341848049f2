/**
 * Measures a server that speaks the protocol, from a record in Kafka to a frame at its viewers: workloads, their runs, the processes around
 * the server.
 * It imports {@code Main}, {@code bench.figures}, {@code bench.load}, {@code cli}, {@code demo} and libraries.
 */
@NullMarked
package com.mesaya.realtime.bench;

import org.jspecify.annotations.NullMarked;
