/**
 * Writes live events to sockets: a feed for each section, and for each connection the merge with its other frames.
 * It imports {@code application}, {@code application.feed}, {@code application.join}, {@code domain}, {@code domain.log},
 * {@code transport}, {@code transport.compression}, {@code transport.frame}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.feed;

import org.jspecify.annotations.NullMarked;
