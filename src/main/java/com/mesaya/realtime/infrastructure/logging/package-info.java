/**
 * How much is logged, while the service runs.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.logging;

import org.jspecify.annotations.NullMarked;
