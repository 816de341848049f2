/**
 * The interfaces for clients and operators: WebSocket and HTTP routes, frames, close codes.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.transport;

import org.jspecify.annotations.NullMarked;
