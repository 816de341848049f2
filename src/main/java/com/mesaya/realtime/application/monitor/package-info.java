/**
 * The ports through which the parts of the service report events for metrics, one for each part.
 * It imports {@code application.topic}, {@code domain} and {@code domain.log}.
 */
@NullMarked
package com.mesaya.realtime.application.monitor;

import org.jspecify.annotations.NullMarked;
