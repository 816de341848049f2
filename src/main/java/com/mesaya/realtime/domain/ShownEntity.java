package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entity that a section's viewers show, or will.
 *
 * @param version how new it is there at least; null if they haven't got it yet
 */
public record ShownEntity(EntityKey entity, @Nullable Instant version) {}
