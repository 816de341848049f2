package com.mesaya.realtime.infrastructure.section;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionSettingsTest {

    /** A log must know an offset for as long as its record may be resent. */
    @ParameterizedTest
    @CsvSource({"1, 10", "5, 10", "30, 60"})
    void keepOffsetsForLongerThanARecordIsInFlight(int giveUpMinutes, int keptMinutes) {
        SectionSettings settings =
                TestSection.settings(OverflowPolicy.CONFLATE, Duration.ofSeconds(5), Duration.ofMinutes(giveUpMinutes));

        assertThat(settings.offsetsKept()).hasMinutes(keptMinutes);
    }
}
