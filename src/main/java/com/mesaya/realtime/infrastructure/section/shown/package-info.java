/**
 * The entities that a section's viewers show, and their registrations with the directory.
 * It imports {@code domain}, {@code domain.entity}, {@code domain.log}, {@code infrastructure.section},
 * {@code infrastructure.section.directory}, {@code infrastructure.section.message} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.shown;

import org.jspecify.annotations.NullMarked;
