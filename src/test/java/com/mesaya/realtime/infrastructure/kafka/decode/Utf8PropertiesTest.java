package com.mesaya.realtime.infrastructure.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** Bytes are UTF-8 if the library can decode them, wherever in them the first that is no ASCII stands. */
class Utf8PropertiesTest {

    @Property
    void agreesWithTheLibrary(@ForAll("texts") String text, @ForAll @IntRange(max = 1100) int ascii) {
        byte[] bytes = ("a".repeat(ascii) + text).getBytes(ISO_8859_1);

        assertThat(isUtf8(bytes)).isEqualTo(theLibraryDecodes(bytes));
        Statistics.collect(isUtf8(bytes));
        Statistics.coverage(found -> {
            found.check(true).percentage(percentage -> percentage > 10);
            found.check(false).percentage(percentage -> percentage > 10);
        });
    }

    @Test
    void readsLongTextsInAnyScript() {
        assertThat(isUtf8("é日🍽".repeat(10_000).getBytes(UTF_8))).isTrue();
        assertThat(isUtf8(("é日🍽".repeat(10_000) + "x").getBytes(ISO_8859_1))).isFalse();
        assertThat(isUtf8(new byte[0])).isTrue();
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            Utf8.check(bytes);
            return true;
        } catch (CharacterCodingException none) {
            return false;
        }
    }

    private static boolean theLibraryDecodes(byte[] bytes) {
        try {
            return UTF_8.encode(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)))
                    .equals(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException none) {
            return false;
        }
    }

    /** One character a byte. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> valid = Arbitraries.strings()
                .withChars("aé日\uD83C\uDF7D")
                .map(text -> new String(text.getBytes(UTF_8), ISO_8859_1));
        Arbitrary<String> any =
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(12);
        return Arbitraries.oneOf(valid, any, valid.map(text -> text.substring(0, Math.max(0, text.length() - 1))));
    }
}
