/**
 * Consumes the main API's topics: handles records, commits them, and keeps rejected ones as dead letters.
 * It imports {@code application}, {@code application.monitor}, {@code application.operations}, {@code application.topic}, {@code domain},
 * {@code infrastructure.kafka.partition}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.kafka;

import org.jspecify.annotations.NullMarked;
