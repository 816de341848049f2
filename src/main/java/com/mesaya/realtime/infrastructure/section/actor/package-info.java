/**
 * A section as an actor: its log, the places of its subscribers, and the entities it shows.
 * It imports {@code application.monitor}, {@code application.operations}, {@code domain}, {@code domain.entity}, {@code domain.log},
 * {@code infrastructure.section}, {@code infrastructure.section.directory}, {@code infrastructure.section.handover},
 * {@code infrastructure.section.message} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.actor;

import org.jspecify.annotations.NullMarked;
