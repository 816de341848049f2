package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.Broadcaster;
import com.mesaya.realtime.application.EntityRouter;
import com.mesaya.realtime.application.TopicHandler;
import com.mesaya.realtime.application.TopicRecord;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Tells sections' viewers what one topic says of one kind of entity. Thread-safe. */
public final class EntityTopicHandler implements TopicHandler {

    private final String topic;
    private final boolean lookedUp;
    private final EventDecoder decoder;
    private final Broadcaster broadcaster;
    private final EntityRouter router;

    public EntityTopicHandler(String topic, EntityKind kind, Broadcaster broadcaster, EntityRouter router) {
        this.topic = topic;
        this.lookedUp = kind.lookedUp();
        this.decoder = new EventDecoder(kind);
        this.broadcaster = broadcaster;
        this.router = router;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public CompletionStage<Outcome> handle(TopicRecord record) {
        EventDecoder.Decoded decoded = decoder.decode(record);
        if (decoded instanceof EventDecoder.Event event) {
            // A hold is no state: it concerns the section it names, and nobody is told when its table moves.
            boolean routed = lookedUp && !event.event().nature().isEphemeral();
            return tell(event, told -> routed ? router.route(told.change()) : broadcaster.broadcast(told.event()));
        }
        if (decoded instanceof EventDecoder.Sectionless sectionless && lookedUp) {
            return tell(sectionless, told -> router.route(told.change()));
        }
        return CompletableFuture.completedStage(
                decoded instanceof EventDecoder.Unusable unusable
                        ? new Rejected(unusable.code())
                        : Unroutable.INSTANCE);
    }

    /** Whatever keeps the event from its sections, also if it is thrown, says nothing about the record. */
    private static <T> CompletionStage<Outcome> tell(
            T decoded, Function<T, CompletionStage<Optional<AppendOutcome>>> way) {
        return CompletableFuture.completedStage(decoded)
                .thenCompose(way)
                .thenApply(outcome -> outcome.<Outcome>map(Routed::new).orElse(new Rejected(ErrorCode.INTERNAL)));
    }
}
