/**
 * The client of the main API.
 * It imports {@code application}, {@code application.join}, {@code application.operations}, {@code domain}, {@code org.slf4j} and
 * libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.rest;

import org.jspecify.annotations.NullMarked;
