/**
 * The service's metrics, in Prometheus' format.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.metrics;

import org.jspecify.annotations.NullMarked;
