/**
 * Sections as sharded actors, and the application's ports to them.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section;

import org.jspecify.annotations.NullMarked;
