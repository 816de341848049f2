/**
 * The smaller commands, which connect to a running service or work alone.
 * It imports libraries.
 */
@NullMarked
package com.mesaya.realtime.cli;

import org.jspecify.annotations.NullMarked;
