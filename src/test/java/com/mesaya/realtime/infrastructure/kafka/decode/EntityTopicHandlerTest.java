package com.mesaya.realtime.infrastructure.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.mesaya.realtime.application.topic.Broadcaster;
import com.mesaya.realtime.application.topic.EntityRouter;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.CapturedLog;
import com.mesaya.realtime.testing.Scrape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTopicHandlerTest {

    private static final String TOPIC = "mesa-ya.tables.updated";

    private static final class RecordingBroadcaster implements Broadcaster {

        private final List<SectionEvent> events = new ArrayList<>();
        private final CompletableFuture<Optional<AppendOutcome>> decision = new CompletableFuture<>();

        @Override
        public CompletionStage<Optional<AppendOutcome>> broadcast(SectionEvent event) {
            events.add(event);
            return decision;
        }
    }

    private final RecordingBroadcaster broadcaster = new RecordingBroadcaster();
    private final List<EntityChange> routed = new ArrayList<>();
    private final EntityRouter router = change -> {
        routed.add(change);
        return CompletableFuture.completedStage(Optional.of(AppendOutcome.UNWATCHED));
    };
    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private final TopicHandler handler = new EntityTopicHandler(TOPIC, Kinds.TABLE, broadcaster, router, monitor);

    @Test
    void handlesItsTopic() {
        assertThat(handler.topic()).isEqualTo(TOPIC);
    }

    @Test
    void broadcastsAnEvent() {
        handle("{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}");

        assertThat(broadcaster.events).extracting(SectionEvent::name).containsExactly("table.updated");
    }

    @Test
    void isDoneOnceTheSectionsLogHasDecided() {
        var outcome = handle("{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}");
        assertThat(outcome.toCompletableFuture()).isNotDone();

        broadcaster.decision.complete(Optional.of(AppendOutcome.STALE));

        assertThat(outcome).isCompletedWithValue(new TopicHandler.Routed(AppendOutcome.STALE));
    }

    @Test
    void tellsAnEventsWayAtDebugLevelWithoutWhatItHolds() {
        broadcaster.decision.complete(Optional.of(AppendOutcome.STALE));
        try (var log = CapturedLog.of(EntityTopicHandler.class, Level.DEBUG)) {
            handle("{\"metadata\":{\"correlation_id\":\"corr 1\",\"x\":\"secret\"},"
                    + "\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"x\":\"secret\"}}");
            handle("{\"entity\":{\"id\":\"8\",\"sectionId\":\"terraza\"}}");

            assertThat(log.lines())
                    .containsExactly(
                            "DEBUG A section decided on an event section=terraza event=table.updated entity=7 record="
                                    + TOPIC + "-0@0 correlation_id=corr?1 outcome=STALE",
                            "DEBUG A section decided on an event section=terraza event=table.updated entity=8 record="
                                    + TOPIC + "-0@0 correlation_id=- outcome=STALE");
        }
    }

    @Test
    void rejectsAnEventThatItsSectionsLogFailedOver() {
        broadcaster.decision.complete(Optional.empty());

        assertThat(handle("{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}"))
                .isCompletedWithValue(new TopicHandler.Rejected(ErrorCode.INTERNAL));
    }

    @Test
    void failsIfTheSectionCantBeReachedWhichIsNotTheRecordsFault() {
        var unreachable = new EntityTopicHandler(
                TOPIC,
                Kinds.TABLE,
                event -> {
                    throw new IllegalStateException("the system stops");
                },
                router,
                monitor);

        assertThat(unreachable
                        .handle(record("{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}"))
                        .toCompletableFuture())
                .isCompletedExceptionally();
    }

    @ParameterizedTest
    @CsvSource({
        "mesa-ya.tables.updated, false, broadcast",
        "mesa-ya.tables.updated, true, routed",
        "mesa-ya.tables.selecting, true, broadcast",
        "mesa-ya.objects.updated, true, routed",
        "mesa-ya.objects.updated, false, nowhere"
    })
    void anEventIsLookedUpIfItMayConcernOthersThanTheSectionItNames(String topic, boolean lookedUp, String way) {
        EntityKind kind = Kinds.of(topic);
        var configured =
                new EntityTopicHandler(topic, lookedUp ? Kinds.lookedUp(kind) : kind, broadcaster, router, monitor);

        var outcome = configured.handle(record("{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}", topic));

        assertThat(broadcaster.events).hasSize(way.equals("broadcast") ? 1 : 0);
        assertThat(routed).hasSize(way.equals("routed") ? 1 : 0);
        if (way.equals("nowhere")) {
            assertThat(outcome).isCompletedWithValue(TopicHandler.Unroutable.INSTANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"updatedAt\":\"soon\"",
                "\"updatedAt\":true",
                "\"updatedAt\":{\"$date\":1}",
                "\"updatedAt\":17",
                "\"updatedAt\":\"0000-00-00 00:00:00\""
            })
    void countsAndWarnsOfATimeThatItCantRead(String updatedAt) {
        try (var log = CapturedLog.of(EntityTopicHandler.class, Level.WARN)) {
            handle("{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"," + updatedAt + "}}");

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(TOPIC + "-0@0", "contains an unreadable timestamp");
        }
        assertThat(unreadable()).isEqualTo(1);
        assertThat(broadcaster.events).hasSize(1);
    }

    @Test
    void countsNoTimeThatIsMissing() {
        handle("{\"timestamp\":null,\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"updatedAt\":null}}");

        assertThat(unreadable()).isZero();
    }

    private double unreadable() {
        return new Scrape(monitor.scrape()).sum("mesaya_events_unreadable_version_total", "topic=\"" + TOPIC + "\"");
    }

    @Test
    void rejectsWhatIsNoEventWithoutTellingAnybody() {
        var outcome = handle("not JSON");

        assertThat(outcome).isCompletedWithValue(new TopicHandler.Rejected(ErrorCode.INVALID_PAYLOAD));
        assertThat(broadcaster.events).isEmpty();
    }

    private CompletionStage<TopicHandler.Outcome> handle(String value) {
        return handler.handle(record(value));
    }

    private static TopicRecord record(String value) {
        return record(value, TOPIC);
    }

    private static TopicRecord record(String value, String topic) {
        return new TopicRecord(new Origin(topic, 0, 0, null), value.getBytes(UTF_8));
    }
}
