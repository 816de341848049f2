package com.mesaya.realtime.application.monitor;

/** The kinds of connections of viewers. */
public enum ConnectionKind {
    WEBSOCKET,
    /** An event stream: server-sent events. */
    SSE
}
