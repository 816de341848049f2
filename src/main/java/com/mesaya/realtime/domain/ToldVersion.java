package com.mesaya.realtime.domain;

import java.time.Instant;

/**
 * A version of an entity that all whom it concerned have been told of.
 *
 * @param deletion whether the entity was deleted by it
 */
public record ToldVersion(EntityKey entity, Instant version, boolean deletion) {}
