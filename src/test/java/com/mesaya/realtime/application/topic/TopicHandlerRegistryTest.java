package com.mesaya.realtime.application.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.log.AppendOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicHandlerRegistryTest {

    private static final class RecordingHandler implements TopicHandler {

        private final String topic;
        private final List<TopicRecord> records = new ArrayList<>();

        RecordingHandler(String topic) {
            this.topic = topic;
        }

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public CompletionStage<Outcome> handle(TopicRecord record) {
            records.add(record);
            return CompletableFuture.completedStage(new Routed(AppendOutcome.APPENDED));
        }
    }

    private record ThrowingHandler(Throwable poison) implements TopicHandler {

        private static final String TOPIC = "mesa-ya.tables.poison";

        @Override
        public String topic() {
            return TOPIC;
        }

        @Override
        public CompletionStage<Outcome> handle(TopicRecord record) {
            if (poison instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) poison;
        }
    }

    private final TopicHandlerRegistry registry = new TopicHandlerRegistry();
    private final RecordingHandler updated = new RecordingHandler("mesa-ya.tables.updated");
    private final RecordingHandler deleted = new RecordingHandler("mesa-ya.tables.deleted");

    TopicHandlerRegistryTest() {
        registry.register(updated);
        registry.register(deleted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesa-ya.tables.updated", "mesa-ya.tables.updated.v1", "mesa-ya.tables.updated.v9"})
    void passesARecordToItsTopicsHandlerWhateverTheVersion(String topic) {
        TopicRecord record = record(topic);

        CompletionStage<TopicHandler.Outcome> outcome = registry.handle(record);

        assertThat(outcome).isCompletedWithValue(new TopicHandler.Routed(AppendOutcome.APPENDED));
        assertThat(updated.records).containsExactly(record);
        assertThat(deleted.records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesa-ya.tables", "mesa-ya.tables.updated.again", "mesa-ya.tables.update", "other"})
    void rejectsARecordWhoseTopicHasNoHandler(String topic) {
        assertThat(registry.handle(record(topic)))
                .isCompletedWithValue(new TopicHandler.Rejected(ErrorCode.TOPIC_NOT_FOUND));
    }

    @ParameterizedTest
    @MethodSource
    void rejectsARecordThatMakesItsHandlerThrow(Throwable poison) {
        registry.register(new ThrowingHandler(poison));

        assertThat(registry.handle(record(ThrowingHandler.TOPIC)))
                .isCompletedWithValue(new TopicHandler.Rejected(ErrorCode.INTERNAL));
    }

    static Stream<Throwable> rejectsARecordThatMakesItsHandlerThrow() {
        return Stream.of(new IllegalStateException("poison"), new StackOverflowError());
    }

    @Test
    void doesNotHideThatAHandlerCouldNotDecide() {
        registry.register(new TopicHandler() {

            @Override
            public String topic() {
                return "mesa-ya.tables.unreachable";
            }

            @Override
            public CompletionStage<Outcome> handle(TopicRecord record) {
                return CompletableFuture.failedStage(new IllegalStateException("the section can't be reached"));
            }
        });

        assertThat(registry.handle(record("mesa-ya.tables.unreachable")).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void knowsItsTopics() {
        assertThat(registry.topics()).containsExactlyInAnyOrder("mesa-ya.tables.updated", "mesa-ya.tables.deleted");
    }

    @Test
    void refusesASecondHandlerOfATopic() {
        assertThatThrownBy(() -> registry.register(new RecordingHandler("mesa-ya.tables.updated")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mesa-ya.tables.updated");
    }

    private static TopicRecord record(String topic) {
        return new TopicRecord(new Origin(topic, 0, 0, null), new byte[0]);
    }
}
