/**
 * Log levels and log output of the running service.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.logging;

import org.jspecify.annotations.NullMarked;
