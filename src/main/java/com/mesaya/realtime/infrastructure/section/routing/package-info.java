/**
 * The application's ports to sections anywhere in the cluster.
 * It imports {@code application}, {@code application.join}, {@code application.monitor}, {@code application.operations},
 * {@code application.topic}, {@code domain}, {@code domain.entity}, {@code domain.log}, {@code infrastructure.section},
 * {@code infrastructure.section.actor}, {@code infrastructure.section.directory}, {@code infrastructure.section.handover},
 * {@code infrastructure.section.message}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.section.routing;

import org.jspecify.annotations.NullMarked;
