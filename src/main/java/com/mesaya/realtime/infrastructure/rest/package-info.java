/**
 * The client of the main API.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.rest;

import org.jspecify.annotations.NullMarked;
