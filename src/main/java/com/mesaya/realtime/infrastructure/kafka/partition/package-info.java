/**
 * The state of the partitions: assigned to this node, readable or failing, and which of their records are in flight.
 * It imports {@code application}, {@code application.operations}, {@code application.topic}, {@code domain}, {@code org.slf4j} and
 * libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.kafka.partition;

import org.jspecify.annotations.NullMarked;
