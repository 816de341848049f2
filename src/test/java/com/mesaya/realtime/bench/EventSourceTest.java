package com.mesaya.realtime.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.bench.load.Mark;
import com.mesaya.realtime.bench.load.TableRecords;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class EventSourceTest {

    private static final EventRun.Plan PLAN = new EventRun.Plan(1000, Duration.ofMillis(20), Duration.ofMillis(80));

    private final MockProducer<byte[], byte[]> broker =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final EventSource source = new EventSource(broker);
    private final List<TableRecords> sections = EventSource.records(List.of("terrace", "salon"), 0);

    @Test
    void marksEachRecordWithWhenItWasDueHoweverLateItIsSent() {
        long startMicros = Mark.nowMicros() - Duration.ofSeconds(10).toNanos() / 1000;

        source.publish(sections, PLAN, startMicros);

        assertThat(broker.history().stream()
                        .map(sent -> Mark.micros(sent.value(), Mark.find(sent.value(), 0, sent.value().length))))
                .containsExactlyElementsOf(LongStream.range(0, 100)
                        .map(index -> startMicros + 1000 * index)
                        .boxed()
                        .toList());
    }

    @Test
    void sendsNothingBeforeItIsDue() {
        long startMicros = Mark.nowMicros();

        source.publish(sections, PLAN, startMicros);

        assertThat(Mark.nowMicros() - startMicros).isGreaterThanOrEqualTo(99_000);
        assertThat(broker.history()).hasSize(100);
    }

    @Test
    void tellsThatItCouldNotKeepUp() {
        long startMicros = Mark.nowMicros() - Duration.ofSeconds(10).toNanos() / 1000;

        Publication late = source.publish(sections, PLAN, startMicros);

        assertThat(late.eventsPerSecond()).isZero();
        assertThat(late.p99Ms()).isGreaterThan(9_000);
        assertThat(late.keptUp()).isFalse();
    }
}
