/**
 * A restaurant to try the service on: a stand-in for the main API, an embedded Kafka broker, and a dinner time.
 * It may import everything; only {@code Main} and {@code bench} import it.
 */
@NullMarked
package com.mesaya.realtime.demo;

import org.jspecify.annotations.NullMarked;
