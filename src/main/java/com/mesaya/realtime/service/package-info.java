/**
 * The running service: creates its objects, connects them, warms them up, and stops them in order.
 * It imports {@code application}, {@code application.access}, {@code application.join}, {@code application.monitor},
 * {@code application.operations}, {@code application.topic}, {@code config}, {@code domain}, {@code domain.log},
 * {@code infrastructure.auth}, {@code infrastructure.cluster}, {@code infrastructure.kafka}, {@code infrastructure.kafka.decode},
 * {@code infrastructure.logging}, {@code infrastructure.metrics}, {@code infrastructure.rest}, {@code infrastructure.section.actor},
 * {@code infrastructure.section.directory}, {@code infrastructure.section.routing}, {@code transport.admission},
 * {@code transport.compression}, {@code transport.feed},
 * {@code transport.routes}, {@code transport.server}, {@code transport.tls}, {@code transport.websocket}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.service;

import org.jspecify.annotations.NullMarked;
