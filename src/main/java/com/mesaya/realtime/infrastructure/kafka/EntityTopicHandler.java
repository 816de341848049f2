package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.Broadcaster;
import com.mesaya.realtime.application.PrintableText;
import com.mesaya.realtime.application.TopicHandler;
import com.mesaya.realtime.application.TopicRecord;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a section's viewers what one topic says of one kind of entity. Thread-safe. */
public final class EntityTopicHandler implements TopicHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EntityTopicHandler.class);

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
                    .thenApply(outcome -> {
                        log(event, outcome);
                        return outcome.<Outcome>map(Routed::new).orElse(new Rejected(ErrorCode.INTERNAL));
                    });
        }
        return CompletableFuture.completedStage(
                decoded instanceof EventDecoder.Unusable unusable
                        ? new Rejected(unusable.code())
                        : Unroutable.INSTANCE);
    }

    /** The way of one change through the system, for who knows its correlation id. */
    private static void log(EventDecoder.Event decoded, Optional<AppendOutcome> outcome) {
        if (LOG.isDebugEnabled()) {
            SectionEvent event = decoded.event();
            LOG.atDebug()
                    .addKeyValue("section", event.section())
                    .addKeyValue("event", event.name())
                    .addKeyValue("entity", PrintableText.of(event.entity().id()))
                    .addKeyValue("record", event.origin())
                    .addKeyValue("correlation_id", correlationId(decoded))
                    .addKeyValue("outcome", outcome.map(Enum::name).orElse("FAILED"))
                    .log("A section decided on an event");
        }
    }

    private static String correlationId(EventDecoder.Event decoded) {
        return decoded.correlationId() == null ? "-" : PrintableText.of(decoded.correlationId());
    }
}
