/**
 * A section's log: the recent events in order, which of them a viewer gets, and which it has to refuse.
 * It imports {@code domain}.
 */
@NullMarked
package com.mesaya.realtime.domain.log;

import org.jspecify.annotations.NullMarked;
