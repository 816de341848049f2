package com.mesaya.realtime.transport;

import java.time.Duration;

/**
 * What a client may send over its connection, and how fast many clients are sent away.
 *
 * @param maxMessageBytes how large a message may be, in UTF-8
 * @param messagesPerSecond how many messages it may send per second; twice as many at once
 * @param maxBadMessages how many bad messages are put up with before the connection is closed
 * @param expiryNotice how long before its token expires a client is told so
 * @param returnsPerSecond how many of those whose section lost its log are sent for a new snapshot per second
 */
public record ClientLimits(
        int maxMessageBytes, int messagesPerSecond, int maxBadMessages, Duration expiryNotice, int returnsPerSecond) {}
