/**
 * The ports for operators: overview of the cluster, inspection of a section, log levels, readiness.
 * It imports {@code domain}.
 */
@NullMarked
package com.mesaya.realtime.application.operations;

import org.jspecify.annotations.NullMarked;
