package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.Origin;

/**
 * A Kafka record as a handler sees it.
 *
 * @param origin where it stands
 * @param value its bytes, to be read only; empty if it has none
 */
@SuppressWarnings("ArrayRecordComponent") // the consumer's own bytes, neither copied nor compared
public record TopicRecord(Origin origin, byte[] value) {}
