/**
 * The command line of the service.
 * It imports {@code cli}, {@code config}, {@code service} and libraries.
 */
@NullMarked
package com.mesaya.realtime;

import org.jspecify.annotations.NullMarked;
