/**
 * The way of a topic's record to the sections that it concerns, with a handler for each topic.
 * It imports {@code application}, {@code domain}, {@code domain.log} and {@code org.slf4j}.
 */
@NullMarked
package com.mesaya.realtime.application.topic;

import org.jspecify.annotations.NullMarked;
