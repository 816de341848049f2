package com.mesaya.realtime.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureSiteTest {

    @Test
    void saysWhatFailedAndWhereButNotOverWhat() {
        var failure = new IllegalStateException("s3cret", new IllegalArgumentException("s3cret"));

        assertThat(FailureSite.of(failure).toString())
                .startsWith("java.lang.IllegalStateException at [")
                .contains("FailureSiteTest.saysWhatFailedAndWhereButNotOverWhat(FailureSiteTest.java:")
                .doesNotContain("s3cret");
    }

    @Test
    void showsTheFirstFramesOnly() {
        var failure = new IllegalStateException();

        assertThat(failure.getStackTrace()).hasSizeGreaterThan(5);
        assertThat(FailureSite.of(failure).frames()).hasSize(5);
    }

    @Test
    void showsTheFailureThatAStageWraps() {
        var failure = new CompletionException(new IllegalStateException());

        assertThat(FailureSite.of(failure).type()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void managesWithoutFrames() {
        var failure = new IllegalStateException();
        failure.setStackTrace(new StackTraceElement[0]);

        assertThat(FailureSite.of(failure)).hasToString("java.lang.IllegalStateException at []");
    }
}
