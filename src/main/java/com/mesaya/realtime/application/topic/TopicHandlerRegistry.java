package com.mesaya.realtime.application.topic;

import com.mesaya.realtime.application.FailureSite;
import com.mesaya.realtime.domain.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the handler of a record by its topic, ignoring the topic's version suffix. Filled at start-up; after that thread-safe. */
public final class TopicHandlerRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(TopicHandlerRegistry.class);

    private final Map<String, TopicHandler> handlers = new HashMap<>();

    /** @throws IllegalArgumentException if the topic has a handler already */
    public void register(TopicHandler handler) {
        if (handlers.putIfAbsent(handler.topic(), handler) != null) {
            throw new IllegalArgumentException("topic " + handler.topic() + " is registered twice");
        }
    }

    /** Returns the topics that have a handler, without version suffixes. */
    public Set<String> topics() {
        return Set.copyOf(handlers.keySet());
    }

    /**
     * Passes a record to its topic's handler. A record that makes the handler throw is rejected, because it would do so every time.
     */
    public CompletionStage<TopicHandler.Outcome> handle(TopicRecord record) {
        TopicHandler handler = handlers.get(record.topic().base());
        if (handler == null) {
            return CompletableFuture.completedStage(new TopicHandler.Rejected(ErrorCode.TOPIC_NOT_FOUND));
        }
        try {
            return handler.handle(record);
        } catch (RuntimeException | StackOverflowError poison) {
            LOG.error("{} over {}", FailureSite.of(poison), record.origin());
            return CompletableFuture.completedStage(new TopicHandler.Rejected(ErrorCode.INTERNAL));
        }
    }
}
