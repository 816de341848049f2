/**
 * The entry point of the demo jar: the service's commands, {@code demo} and {@code bench}.
 * It may import {@code Main}, {@code demo} and {@code bench}; no package imports it.
 */
@NullMarked
package com.mesaya.realtime.demojar;

import org.jspecify.annotations.NullMarked;
