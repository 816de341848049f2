/**
 * Takes the state of a section or a bucket along when it moves to another node.
 * It imports {@code infrastructure.section}, {@code infrastructure.section.message}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.handover;

import org.jspecify.annotations.NullMarked;
