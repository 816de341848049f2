package com.mesaya.realtime.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** The form that nearly all points in time have is read on a way of its own, and is read as any other form is. */
class TimestampsPropertiesTest {

    @Property
    void theUsualFormIsReadAsAnyOther(@ForAll("usual") String text) {
        Instant read = Timestamps.parse(text);

        assertThat(read).isEqualTo(Timestamps.parse(text.replace('.', ',')));
        assertThat(read).isEqualTo(byTheLibrary(text));
        Statistics.collect(read == null ? "none" : "read");
        Statistics.coverage(found -> {
            found.check("none").percentage(percentage -> percentage > 5);
            found.check("read").percentage(percentage -> percentage > 20);
        });
    }

    @Property
    void theUsualFormWithACharacterExchangedIsReadAsAnyOther(
            @ForAll("usual") String text, @ForAll("places") int place, @ForAll("characters") char character) {
        String exchanged = text.substring(0, place) + character + text.substring(place + 1);

        assertThat(Timestamps.parse(exchanged)).isEqualTo(Timestamps.parse(throughTheGeneralReader(exchanged)));
    }

    /** A tenth digit of the fraction doesn't count, and gives the text another length. */
    private static String throughTheGeneralReader(String text) {
        return text.endsWith("Z") ? text.substring(0, 23) + "0000000Z" : text;
    }

    /** Its hour 24 and its second 60 are none of the service's. */
    private static @Nullable Instant byTheLibrary(String text) {
        try {
            return text.startsWith("24", 11) || text.startsWith("60", 17) ? null : Instant.parse(text);
        } catch (DateTimeParseException none) {
            return null;
        }
    }

    @Provide
    Arbitrary<String> usual() {
        Arbitrary<Integer> years = Arbitraries.oneOf(
                Arbitraries.of(0, 1, 1900, 1969, 1970, 2000, 2023, 2024, 2100, 9999),
                Arbitraries.integers().between(0, 9999));
        Arbitrary<Integer> days =
                Arbitraries.oneOf(Arbitraries.integers().between(1, 28), Arbitraries.of(0, 29, 30, 31, 32));
        Arbitrary<String> dates = Combinators.combine(years, Arbitraries.oneOf(Arbitraries.of(2), upTo(13)), days)
                .as((year, month, day) -> String.format("%04d-%02d-%02d", year, month, day));
        Arbitrary<String> times = Combinators.combine(rarely(24, 23), rarely(60, 59), rarely(60, 59), upTo(999))
                .as((hours, minutes, seconds, millis) ->
                        String.format("T%02d:%02d:%02d.%03dZ", hours, minutes, seconds, millis));
        return Combinators.combine(dates, times).as(String::concat);
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, 23);
    }

    @Provide
    Arbitrary<Character> characters() {
        return Arbitraries.chars().with("0123456789-+:.,TtZz /\u0662");
    }

    private static Arbitrary<Integer> upTo(int max) {
        return Arbitraries.integers().between(0, max);
    }

    private static Arbitrary<Integer> rarely(int wrong, int max) {
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(wrong)), Tuple.of(19, upTo(max)));
    }
}
