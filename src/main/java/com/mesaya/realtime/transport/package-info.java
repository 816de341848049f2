/**
 * JSON and error answers, which all routes and connections share.
 * It imports {@code domain} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport;

import org.jspecify.annotations.NullMarked;
