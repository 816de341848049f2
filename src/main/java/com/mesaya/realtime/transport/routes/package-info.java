/**
 * The routes of the public port and of the operators' port.
 * It imports {@code application.access}, {@code application.monitor}, {@code application.operations}, {@code domain}, {@code transport},
 * {@code transport.admission}, {@code transport.compression}, {@code transport.server}, {@code transport.websocket}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.routes;

import org.jspecify.annotations.NullMarked;
