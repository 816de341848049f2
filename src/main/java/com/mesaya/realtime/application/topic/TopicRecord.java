package com.mesaya.realtime.application.topic;

import com.mesaya.realtime.domain.Origin;

/**
 * A Kafka record as a handler receives it.
 *
 * @param origin its topic, partition and offset
 * @param topic the topic's name in parts
 * @param value its bytes, read-only; empty if it has none
 */
@SuppressWarnings("ArrayRecordComponent") // the consumer's own bytes, neither copied nor compared
public record TopicRecord(Origin origin, TopicName topic, byte[] value) {

    public TopicRecord(Origin origin, byte[] value) {
        this(origin, TopicName.parse(origin.topic()), value);
    }
}
