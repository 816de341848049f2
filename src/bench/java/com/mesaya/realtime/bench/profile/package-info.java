/** Where the service's CPU time and memory go while it is measured. */
@NullMarked
package com.mesaya.realtime.bench.profile;

import org.jspecify.annotations.NullMarked;
