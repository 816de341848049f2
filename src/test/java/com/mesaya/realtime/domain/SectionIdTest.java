package com.mesaya.realtime.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SectionIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01", "a", "TERRAZA_2", "0"})
    void isMadeOfLettersDigitsDashesAndUnderscores(String text) {
        assertThat(SectionId.parse(text)).contains(new SectionId(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "..", "terraza\n", "ñ", "a%20b", "a.b"})
    void isNothingElse(String text) {
        assertThat(SectionId.parse(text)).isEmpty();
        assertThatThrownBy(() -> new SectionId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isTheSameUuidInUpperAndInLowerCase() {
        String uuid = "5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01";

        assertThat(SectionId.parse(uuid.toUpperCase(Locale.ROOT))).contains(new SectionId(uuid));
        assertThat(new SectionId("5B0f6b1e-6A1f-4a57-9a0C-2f3a8F5f9a01")).hasToString(uuid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TERRAZA",
                "5B0F6B1E6A1F4A579A0C2F3A8F5F9A01",
                "5B0F6B1E-6A1F-4A57-9A0C-2F3A8F5F9A0G",
                "5B0F6B1E-6A1F-4A57-9A0C-2F3A8F5F9A01A",
                "5B0F6B1E-6A1F-4A57-9A0CF2F3A8F5F9A01"
            })
    void keepsTheCaseOfWhatIsNoUuid(String text) {
        assertThat(new SectionId(text)).hasToString(text);
    }

    @Test
    void isAtMost64CharactersLong() {
        assertThat(SectionId.parse("x".repeat(64))).isPresent();
        assertThat(SectionId.parse("x".repeat(65))).isEmpty();
    }

    @Test
    void readsAsItsValue() {
        assertThat(new SectionId("terraza")).hasToString("terraza");
    }
}
