package com.mesaya.realtime.infrastructure.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.testing.JsonReading;
import com.mesaya.realtime.testing.RandomBytes;
import com.mesaya.realtime.testing.RandomJson;
import com.mesaya.realtime.testing.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Whatever bytes a record holds, it is what the contract says it is, and what clients get are bytes of it. */
@StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
class EventDecoderFuzzTest {

    private static final List<String> TOPICS = List.of(
            "mesa-ya.tables.updated",
            "mesa-ya.tables.selecting",
            "mesa-ya.tables.events",
            "mesa-ya.objects.deleted",
            "mesa-ya.objects.events",
            "mesa-ya.section-objects.events",
            "mesa-ya.sections.created",
            "mesa-ya.menus.events");
    private static final List<byte[]> SAMPLES = Stream.of("v1-", "v2-mesa-ya.")
            .flatMap(version -> Samples.named(version).stream())
            .map(Samples::bytes)
            .toList();

    @Property
    void anyBytes(@ForAll("topics") String topic, @ForAll("anything") String latin1) {
        check(topic, latin1.getBytes(ISO_8859_1));
    }

    @Property
    void samplesThatWereTamperedWith(@ForAll("topics") String topic, @ForAll("tampered") String latin1) {
        Statistics.collect(check(topic, latin1.getBytes(ISO_8859_1)));

        Statistics.coverage(outcomes -> {
            outcomes.check("Event").percentage(percentage -> percentage > 4);
            outcomes.check("Unusable").percentage(percentage -> percentage > 20);
        });
    }

    @Property
    void anyJsonForAnEnvelope(@ForAll("topics") String topic, @ForAll("envelopes") String latin1) {
        Statistics.collect(check(topic, latin1.getBytes(ISO_8859_1)));

        Statistics.coverage(outcomes -> {
            outcomes.check("Event").percentage(percentage -> percentage > 5);
            outcomes.check("Unusable").percentage(percentage -> percentage > 10);
            outcomes.check("Sectionless").percentage(percentage -> percentage > 1);
        });
    }

    private static String check(String topic, byte[] value) {
        byte[] given = value.clone();

        EventDecoder.Decoded decoded = Kinds.decode(topic, given);

        Object judged = DecoderModel.judge(topic, value);
        if (decoded instanceof EventDecoder.Event event) {
            byte[] payload = payload(event.event());
            assertThat(new String(value, UTF_8)).contains(withoutAddedId(new String(payload, UTF_8), value));
            JsonNode tree = JsonReading.object(payload).orElseThrow();
            assertThat(judged)
                    .isInstanceOfSatisfying(
                            DecoderModel.Expected.class,
                            expected -> assertThat(expected.describes(event.event(), tree))
                                    .as("%s, but is %s", expected, event.event())
                                    .isTrue());
        } else if (decoded instanceof EventDecoder.Sectionless) {
            assertThat(judged).isEqualTo(EventDecoder.Sectionless.class);
        } else {
            assertThat(decoded).isEqualTo(judged);
        }
        assertThat(given).isEqualTo(value);
        return decoded.getClass().getSimpleName();
    }

    /** The payload's own bytes: its last member may be an id that only the envelope had. */
    private static String withoutAddedId(String payload, byte[] value) {
        return new String(value, UTF_8).contains(payload)
                ? payload
                : payload.replaceFirst(",?\"id\":\"(?:[^\"\\\\]|\\\\.)*\"}$", "}");
    }

    /** What stands between the frame's head, which names the event, and its last brace. */
    private static byte[] payload(SectionEvent event) {
        byte[] frame = event.frame().bytes();
        byte[] head = ("{\"event\":\"" + event.name() + "\",\"payload\":").getBytes(UTF_8);
        assertThat(frame).startsWith(head).endsWith('}');
        return Arrays.copyOfRange(frame, head.length, frame.length - 1);
    }

    @Provide
    Arbitrary<String> topics() {
        return Arbitraries.of(TOPICS);
    }

    @Provide
    Arbitrary<String> anything() {
        return Arbitraries.randomValue(random -> latin1(RandomBytes.anything(random)));
    }

    @Provide
    Arbitrary<String> tampered() {
        return Arbitraries.randomValue(
                random -> latin1(RandomBytes.tampered(SAMPLES.get(random.nextInt(SAMPLES.size())), random)));
    }

    @Provide
    Arbitrary<String> envelopes() {
        return Arbitraries.randomValue(
                random -> latin1(new RandomJson(random).object().getBytes(UTF_8)));
    }

    /** A text of one character a byte, which reads better in a report than numbers do. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
