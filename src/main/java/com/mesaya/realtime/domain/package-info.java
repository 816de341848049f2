/**
 * The values that all rules share: sections, entities, events, frames, cursors and viewers.
 * It imports only the JDK.
 */
@NullMarked
package com.mesaya.realtime.domain;

import org.jspecify.annotations.NullMarked;
