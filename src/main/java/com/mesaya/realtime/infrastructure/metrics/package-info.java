/**
 * The service's metrics, in Prometheus' format.
 * It imports {@code application.monitor}, {@code application.topic}, {@code domain}, {@code domain.log} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.metrics;

import org.jspecify.annotations.NullMarked;
