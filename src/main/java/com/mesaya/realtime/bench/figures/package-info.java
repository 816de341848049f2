/**
 * The figures of a run, and their table.
 * It imports only the JDK.
 */
@NullMarked
package com.mesaya.realtime.bench.figures;

import org.jspecify.annotations.NullMarked;
