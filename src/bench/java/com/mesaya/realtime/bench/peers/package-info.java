/** Servers to compare the service with. They take its environment variables, and do less. */
@NullMarked
package com.mesaya.realtime.bench.peers;

import org.jspecify.annotations.NullMarked;
