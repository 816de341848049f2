/**
 * The cluster of nodes: forms it, and shares facts between its nodes.
 * It imports {@code application}, {@code application.monitor}, {@code application.operations}, {@code domain} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.cluster;

import org.jspecify.annotations.NullMarked;
