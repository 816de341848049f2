/**
 * A sample restaurant for trying the service: a stand-in for the main API, an embedded Kafka broker, and simulated guests.
 * It may import everything; only {@code demojar} and {@code bench} import it.
 */
@NullMarked
package com.mesaya.realtime.demo;

import org.jspecify.annotations.NullMarked;
