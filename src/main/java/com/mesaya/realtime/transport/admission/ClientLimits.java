package com.mesaya.realtime.transport.admission;

import java.time.Duration;

/**
 * Limits of a client's messages, and of the rate at which clients are sent away.
 *
 * @param maxMessageBytes the size of a message, in UTF-8
 * @param messagesPerSecond the number of messages per second; twice as many at once
 * @param maxBadMessages the number of bad messages before the connection is closed
 * @param expiryNotice the time before the expiry of its token at which a client is notified
 * @param returnsPerSecond the number of viewers per second that are sent for a new snapshot after their section has lost its log
 */
public record ClientLimits(
        int maxMessageBytes, int messagesPerSecond, int maxBadMessages, Duration expiryNotice, int returnsPerSecond) {}
