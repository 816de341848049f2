/**
 * Reads and validates the configuration: each reader turns a part of it into the settings of the objects that need them.
 * It imports {@code application}, {@code application.access}, {@code application.join}, {@code domain}, {@code domain.entity},
 * {@code domain.log}, {@code infrastructure.auth}, {@code infrastructure.cluster}, {@code infrastructure.kafka},
 * {@code infrastructure.kafka.decode}, {@code infrastructure.rest}, {@code infrastructure.section}, {@code transport.admission},
 * {@code transport.compression}, {@code transport.routes}, {@code transport.server}, {@code transport.tls}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.config;

import org.jspecify.annotations.NullMarked;
