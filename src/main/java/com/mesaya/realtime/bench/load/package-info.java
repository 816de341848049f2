/**
 * The load client: viewers of many sections, and the marks by which they measure freshness.
 * It imports libraries.
 */
@NullMarked
package com.mesaya.realtime.bench.load;

import org.jspecify.annotations.NullMarked;
