/**
 * The cluster of nodes: how it forms, and which facts its nodes share.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.cluster;

import org.jspecify.annotations.NullMarked;
