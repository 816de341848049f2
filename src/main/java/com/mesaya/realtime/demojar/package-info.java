/**
 * The entry point of the demo jar: the service's commands, and those that need a Kafka broker.
 * It imports {@code Main}, {@code bench}, {@code demo} and libraries.
 */
@NullMarked
package com.mesaya.realtime.demojar;

import org.jspecify.annotations.NullMarked;
