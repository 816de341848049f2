package com.mesaya.realtime.infrastructure.kafka.decode;

import com.mesaya.realtime.application.topic.TopicRecord;
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

    /** Each record among the contract's samples; its name says its envelope and its topic. */
    @Param({
        "v1-mesa-ya.tables.created.json",
        "v1-mesa-ya.tables.updated.json",
        "v1-mesa-ya.tables.deleted.json",
        "v1-mesa-ya.tables.selecting.json",
        "v1-mesa-ya.objects.deleted.json",
        "v2-mesa-ya.tables.events.updated.json",
        "v2-mesa-ya.tables.events.deleted.json",
        "v2-mesa-ya.sections.events.updated.json",
        "v2-mesa-ya.section-objects.events.created.json"
    })
    public String sample = "";

    private EventDecoder decoder = new EventDecoder(Kinds.TABLE, origin -> {});
    private TopicRecord record = new TopicRecord(new Origin("", 0, 0), new byte[0]);

    /** Reads the sample. */
    @Setup
    public void read() {
        String[] words = sample.split("[.]", -1);
        String topic = "mesa-ya." + words[1] + "." + words[2];
        decoder = new EventDecoder(Kinds.of(topic), origin -> {});
        record = new TopicRecord(new Origin(topic, 0, 0), Samples.bytes(sample));
    }

    /** One record. */
    @Benchmark
    public Object decode() {
        return decoder.decode(record);
    }
}
