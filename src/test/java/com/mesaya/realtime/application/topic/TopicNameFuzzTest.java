package com.mesaya.realtime.application.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Whatever a topic is called, its name can be taken apart, and nothing of it is lost. */
class TopicNameFuzzTest {

    @Property
    void isTheBaseAndItsSuffix(@ForAll("topics") String topic) {
        TopicName name = TopicName.parse(topic);

        String suffix = topic.substring(name.base().length());
        assertThat(topic).startsWith(name.base());
        if (suffix.isEmpty()) {
            assertThat(name.version()).isZero();
        } else {
            assertThat(suffix).matches(TopicName.VERSION_SUFFIX);
            assertThat(Integer.parseInt(suffix.substring(2))).isEqualTo(name.version());
        }
        assertThat(name.base()).endsWith(name.lastWord());
        assertThat(name.lastWord()).doesNotContain(".");
    }

    @Property
    void endsInASuffixIfTheRegularExpressionSaysSo(@ForAll("legalTopics") String topic) {
        Matcher versioned =
                Pattern.compile("(.+)(" + TopicName.VERSION_SUFFIX + ")").matcher(topic);

        assertThat(TopicName.parse(topic).base()).isEqualTo(versioned.matches() ? versioned.group(1) : topic);
        Statistics.collect(versioned.matches());
        Statistics.coverage(found -> found.check(true).percentage(percentage -> percentage > 10));
    }

    @Provide
    Arbitrary<String> legalTopics() {
        Arbitrary<String> starts = Arbitraries.strings().withChars("a.v1_-").ofMaxLength(10);
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofMaxLength(8);
        return Combinators.combine(starts, Arbitraries.of("", ".v", "v", "."), digits)
                .as((start, mark, number) -> start + mark + number);
    }

    @Provide
    Arbitrary<String> topics() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.strings().withChars(".v019\n-").ofMaxLength(20),
                Arbitraries.strings().withChars("a.").ofMaxLength(10).map(start -> start + ".v1"));
    }
}
