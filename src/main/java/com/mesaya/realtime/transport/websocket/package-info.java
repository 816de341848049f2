/**
 * A viewer's WebSocket connection from its upgrade to its end: the join, the client's messages, the close.
 * It imports {@code application}, {@code application.access}, {@code application.feed}, {@code application.join},
 * {@code application.monitor}, {@code application.operations}, {@code domain}, {@code domain.log}, {@code transport},
 * {@code transport.admission}, {@code transport.compression}, {@code transport.feed}, {@code transport.frame}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.websocket;

import org.jspecify.annotations.NullMarked;
