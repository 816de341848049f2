package com.mesaya.realtime.infrastructure.kafka.decode;

import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.PrintableText;
import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.monitor.VersionMonitor;
import com.mesaya.realtime.application.topic.Broadcaster;
import com.mesaya.realtime.application.topic.EntityRouter;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.AppendOutcome;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers the events of one topic and kind of entity to the sections' viewers. Thread-safe. */
public final class EntityTopicHandler implements TopicHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EntityTopicHandler.class);

    private final String topic;
    private final boolean lookedUp;
    private final EventDecoder decoder;
    private final Broadcaster broadcaster;
    private final EntityRouter router;
    private final VersionMonitor monitor;
    private final RateLimitedLog unreadable = new RateLimitedLog(LOG, InstantSource.system());

    public EntityTopicHandler(
            String topic, EntityKind kind, Broadcaster broadcaster, EntityRouter router, VersionMonitor monitor) {
        this.topic = topic;
        this.lookedUp = kind.lookedUp();
        this.decoder = new EventDecoder(kind, this::noteUnreadable);
        this.broadcaster = broadcaster;
        this.router = router;
        this.monitor = monitor;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public CompletionStage<Outcome> handle(TopicRecord record) {
        EventDecoder.Decoded decoded = decoder.decode(record);
        if (decoded instanceof EventDecoder.Event event) {
            EntityChange change = event.event().change();
            // A hold is no state: it goes to the section it names, and does not follow its table to another section.
            CompletionStage<Outcome> outcome = lookedUp && !change.nature().isEphemeral()
                    ? route(change, router::route)
                    : route(event.event(), broadcaster::broadcast);
            return logged(change, event.correlationId(), outcome);
        }
        if (decoded instanceof EventDecoder.Sectionless sectionless && lookedUp) {
            return logged(
                    sectionless.change(), sectionless.correlationId(), route(sectionless.change(), router::route));
        }
        return CompletableFuture.completedStage(
                decoded instanceof EventDecoder.Unusable unusable
                        ? new Rejected(unusable.code())
                        : Unroutable.INSTANCE);
    }

    private void noteUnreadable(Origin origin) {
        monitor.versionUnreadable(topic);
        unreadable.warn("Record " + origin + " contains an unreadable timestamp: events of its entity may be delivered"
                + " in the wrong order");
    }

    /** Routes the event. A failure to reach its sections, even a thrown one, is no fault of the record. */
    private static <T> CompletionStage<Outcome> route(
            T decoded, Function<T, CompletionStage<Optional<AppendOutcome>>> way) {
        return Failures.caught(() -> way.apply(decoded))
                .thenApply(outcome -> outcome.<Outcome>map(Routed::new).orElse(new Rejected(ErrorCode.INTERNAL)));
    }

    /** Logs the decision on a change, so that an operator can trace it by its correlation id. */
    private static CompletionStage<Outcome> logged(
            EntityChange change, @Nullable String correlationId, CompletionStage<Outcome> deciding) {
        if (!LOG.isDebugEnabled()) {
            return deciding;
        }
        return deciding.thenApply(outcome -> {
            SectionId home = change.home();
            LOG.atDebug()
                    .addKeyValue("section", home == null ? "-" : home)
                    .addKeyValue("event", change.name())
                    .addKeyValue("entity", PrintableText.of(change.entity().id()))
                    .addKeyValue("record", change.origin())
                    .addKeyValue("correlation_id", correlationId == null ? "-" : PrintableText.of(correlationId))
                    .addKeyValue("outcome", outcome instanceof Routed routed ? routed.outcome() : "FAILED")
                    .log("A section decided on an event");
            return outcome;
        });
    }
}
