/**
 * The use cases and the ports they need, each named by its role.
 * It may import the domain and {@code java.*}.
 */
@NullMarked
package com.mesaya.realtime.application;

import org.jspecify.annotations.NullMarked;
