/**
 * The directory of entities as sharded buckets.
 * It imports {@code application}, {@code application.operations}, {@code application.topic}, {@code domain}, {@code domain.entity},
 * {@code infrastructure.section}, {@code infrastructure.section.handover}, {@code infrastructure.section.message}, {@code org.slf4j} and
 * libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.directory;

import org.jspecify.annotations.NullMarked;
