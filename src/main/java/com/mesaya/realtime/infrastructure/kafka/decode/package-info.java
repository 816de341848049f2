/**
 * Decodes records into events, in both forms of the envelope.
 * It imports {@code application}, {@code application.monitor}, {@code application.topic}, {@code domain}, {@code domain.log},
 * {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.kafka.decode;

import org.jspecify.annotations.NullMarked;
