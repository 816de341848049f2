/**
 * What is true of sections, events, cursors and viewers, whatever carries them.
 * It imports {@code java.*} only.
 */
@NullMarked
package com.mesaya.realtime.domain;

import org.jspecify.annotations.NullMarked;
