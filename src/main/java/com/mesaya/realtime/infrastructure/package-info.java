/**
 * Adapters of the application's ports, and what they share.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure;

import org.jspecify.annotations.NullMarked;
