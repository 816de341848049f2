/**
 * The directory of entities: the sections that show an entity, and the newest event of it.
 * It imports {@code domain}.
 */
@NullMarked
package com.mesaya.realtime.domain.entity;

import org.jspecify.annotations.NullMarked;
