/**
 * The command line's smaller tools, which talk to a running service or to nobody.
 * It may import {@code java.*} and libraries only.
 */
@NullMarked
package com.mesaya.realtime.cli;

import org.jspecify.annotations.NullMarked;
