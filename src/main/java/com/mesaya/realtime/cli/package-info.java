/**
 * The smaller commands, which connect to a running service or work alone.
 * It may import {@code java.*} and libraries only.
 */
@NullMarked
package com.mesaya.realtime.cli;

import org.jspecify.annotations.NullMarked;
