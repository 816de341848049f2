package com.mesaya.realtime.infrastructure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.SectionId;
import org.junit.jupiter.api.Test;

class FailingSectionsTest {

    private final FailingSections failing = new FailingSections();

    @Test
    void areNobodysTroubleWhileTheyAreFew() {
        assertThat(failuresOf("a", "a", "b", "a", "b")).containsExactly(0, 0, 0, 0, 0);
    }

    @Test
    void areTheApisOnceTheyAreMany() {
        assertThat(failuresOf("a", "b", "b", "c", "c", "a", "d")).containsExactly(0, 0, 0, 3, 1, 1, 1);
    }

    @Test
    void areForgottenWhenTheApiAnswers() {
        failuresOf("a", "b", "c");

        failing.clear();

        assertThat(failuresOf("a", "b", "a", "c")).containsExactly(0, 0, 0, 3);
    }

    private int[] failuresOf(String... sections) {
        var failures = new int[sections.length];
        for (int index = 0; index < sections.length; index++) {
            failures[index] =
                    failing.failuresShownBy(SectionId.parse(sections[index]).orElseThrow());
        }
        return failures;
    }
}
