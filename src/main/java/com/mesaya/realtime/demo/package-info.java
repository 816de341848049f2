/**
 * A sample restaurant for trying the service: a stand-in for the main API, an embedded Kafka broker, and simulated guests.
 * It imports {@code Main}, {@code application.access}, {@code cli}, {@code config}, {@code infrastructure.auth},
 * {@code infrastructure.kafka.decode}, {@code service}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.demo;

import org.jspecify.annotations.NullMarked;
