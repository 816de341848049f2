package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.TopicRecord;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.testing.Samples;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it takes to make an event of a record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {

    /** Which envelope. */
    @Param({"v1-mesa-ya.tables.updated.json", "v2-mesa-ya.tables.events.updated.json"})
    public String sample = "";

    private EventDecoder decoder = new EventDecoder(Kinds.TABLE, origin -> {});
    private TopicRecord record = new TopicRecord(new Origin("", 0, 0), new byte[0]);

    /** Reads the sample. */
    @Setup
    public void read() {
        decoder = new EventDecoder(Kinds.TABLE, origin -> {});
        String topic = sample.startsWith("v1") ? "mesa-ya.tables.updated" : "mesa-ya.tables.events";
        record = new TopicRecord(new Origin(topic, 0, 0), Samples.bytes(sample));
    }

    /** One record. */
    @Benchmark
    public Object decode() {
        return decoder.decode(record);
    }
}
