/**
 * The service's entry point, its settings and its wiring: the only package that sees every layer.
 * It may import all the others except {@code demo}, {@code bench} and {@code demojar}, which alone import it.
 */
@NullMarked
package com.mesaya.realtime;

import org.jspecify.annotations.NullMarked;
