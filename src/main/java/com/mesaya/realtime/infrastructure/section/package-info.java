/**
 * Settings and tools that the actors of sections, directory and handover share.
 * It imports {@code domain.entity}, {@code domain.log} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section;

import org.jspecify.annotations.NullMarked;
