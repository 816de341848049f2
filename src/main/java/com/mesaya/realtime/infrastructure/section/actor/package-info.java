/**
 * A section as an actor: its log, and the places of its subscribers.
 * It imports {@code application.monitor}, {@code application.operations}, {@code domain}, {@code domain.log},
 * {@code infrastructure.section}, {@code infrastructure.section.directory}, {@code infrastructure.section.handover},
 * {@code infrastructure.section.message}, {@code infrastructure.section.shown} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.actor;

import org.jspecify.annotations.NullMarked;
