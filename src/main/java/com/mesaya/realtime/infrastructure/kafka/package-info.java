/**
 * Reads the main API's topics: the consumer, the envelopes' decoders, dead letters.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.kafka;

import org.jspecify.annotations.NullMarked;
