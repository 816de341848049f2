package com.mesaya.realtime.application;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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

    @Provide
    Arbitrary<String> topics() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.strings().withChars(".v019\n-").ofMaxLength(20),
                Arbitraries.strings().withChars("a.").ofMaxLength(10).map(start -> start + ".v1"));
    }
}
