/**
 * The rules for sections, events, cursors and viewers, independent of transport and storage.
 * It imports {@code java.*} only.
 */
@NullMarked
package com.mesaya.realtime.domain;

import org.jspecify.annotations.NullMarked;
