package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.Broadcaster;
import com.mesaya.realtime.application.TopicHandler;
import com.mesaya.realtime.application.TopicRecord;
import com.mesaya.realtime.domain.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tells a section's viewers what one topic says of one kind of entity. Thread-safe. */
public final class EntityTopicHandler implements TopicHandler {

    private final String topic;
    private final EventDecoder decoder;
    private final Broadcaster broadcaster;

    public EntityTopicHandler(String topic, EntityKind kind, Broadcaster broadcaster) {
        this.topic = topic;
        this.decoder = new EventDecoder(kind);
        this.broadcaster = broadcaster;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public CompletionStage<Outcome> handle(TopicRecord record) {
        EventDecoder.Decoded decoded = decoder.decode(record);
        if (decoded instanceof EventDecoder.Event event) {
            // Whatever keeps the event from its section, also if it is thrown, says nothing about the record.
            return CompletableFuture.completedStage(event.event())
                    .thenCompose(broadcaster::broadcast)
                    .thenApply(outcome -> outcome.<Outcome>map(Routed::new).orElse(new Rejected(ErrorCode.INTERNAL)));
        }
        return CompletableFuture.completedStage(
                decoded instanceof EventDecoder.Unusable unusable
                        ? new Rejected(unusable.code())
                        : Unroutable.INSTANCE);
    }
}
