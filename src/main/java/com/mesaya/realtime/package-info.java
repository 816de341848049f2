/**
 * The service's entry point, its settings and its wiring: the only package that sees every layer.
 * It may import all the others; none of them imports it.
 */
@NullMarked
package com.mesaya.realtime;

import org.jspecify.annotations.NullMarked;
