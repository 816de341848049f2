/**
 * The messages to and from sections, buckets of the directory, and their helpers, and their form between two nodes.
 * It imports {@code application.operations}, {@code domain}, {@code domain.entity}, {@code domain.log} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.message;

import org.jspecify.annotations.NullMarked;
