/**
 * Measures a server that speaks the protocol, from a record in Kafka to a frame at its viewers: a load client, the workloads, and the
 * systems around the server. It may import {@code demo}, {@code cli}, {@code Main} and libraries; only {@code demojar} imports it.
 */
@NullMarked
package com.mesaya.realtime.bench;

import org.jspecify.annotations.NullMarked;
