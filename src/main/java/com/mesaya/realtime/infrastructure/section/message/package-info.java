/**
 * The messages to and from sections, directory buckets and their helper actors, and how they are serialized between nodes.
 * It imports {@code application.operations}, {@code domain}, {@code domain.entity}, {@code domain.log} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.message;

import org.jspecify.annotations.NullMarked;
