/**
 * The frames that viewers get, their bytes on the wire, and the codes that close a connection.
 * It imports {@code application.access}, {@code application.feed}, {@code application.join}, {@code application.monitor}, {@code domain},
 * {@code domain.log}, {@code transport}, {@code transport.compression} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.frame;

import org.jspecify.annotations.NullMarked;
