package com.mesaya.realtime.infrastructure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.SectionId;
import org.junit.jupiter.api.Test;

class UnknownSectionsTest {

    private final UnknownSections unknown = new UnknownSections();

    @Test
    void areNotAllWhileTheyAreFew() {
        assertThat(areAll("a")).isFalse();
        assertThat(areAll("b")).isFalse();
        assertThat(areAll("a")).isFalse();
    }

    @Test
    void areAllOnceTheyAreMany() {
        areAll("a");
        areAll("b");

        assertThat(areAll("c")).isTrue();
        assertThat(areAll("d")).isTrue();
        assertThat(areAll("a")).isTrue();
    }

    @Test
    void areNeverAllOnceOneIsKnown() {
        areAll("a");
        areAll("b");

        unknown.noteKnown();

        assertThat(areAll("c")).isFalse();
        assertThat(areAll("d")).isFalse();
    }

    private boolean areAll(String section) {
        return unknown.areAll(new SectionId(section));
    }
}
