/**
 * The cluster of this node and others: how it forms, and what its nodes know of each other.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.cluster;

import org.jspecify.annotations.NullMarked;
