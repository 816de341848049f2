/**
 * Log levels and log output of the running service.
 * It imports {@code application.operations}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.logging;

import org.jspecify.annotations.NullMarked;
