package com.mesaya.realtime.transport;

import java.time.Duration;

/**
 * What a client may send over its connection.
 *
 * @param maxMessageBytes how large a message may be, in UTF-8
 * @param messagesPerSecond how many messages it may send per second; twice as many at once
 * @param maxBadMessages how many bad messages are put up with before the connection is closed
 * @param expiryNotice how long before its token expires a client is told so
 */
public record ClientLimits(int maxMessageBytes, int messagesPerSecond, int maxBadMessages, Duration expiryNotice) {}
