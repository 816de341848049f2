package com.mesaya.realtime.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void theMedianIsTheMiddleRunAndTheMeanOfTheTwoInTheMiddle() {
        assertThat(Figures.medians(List.of(p99(9), p99(1), p99(2))).values()).containsEntry(Measure.P99_MS, 2.0);
        assertThat(Figures.medians(List.of(p99(9), p99(1), p99(2), p99(4))).values())
                .containsEntry(Measure.P99_MS, 3.0);
    }

    @Test
    void whatNoRunCouldMeasureIsMissing() {
        Figures medians = Figures.medians(List.of(p99(9), new Figures(Map.of())));

        assertThat(medians.values()).containsOnlyKeys(Measure.P99_MS);
        assertThat(medians.text(Measure.RSS_MIB)).isEqualTo("-");
        assertThat(medians.ratio(Measure.RSS_MIB, p99(1))).isEqualTo("-");
    }

    @Test
    void theTableTellsWhatTheFirstServerIsAgainstTheOthers() {
        var servers = new LinkedHashMap<String, Figures>();
        servers.put("mesaya", new Figures(Map.of(Measure.P99_MS, 3.0, Measure.LOST, 0.0)));
        servers.put("floor", new Figures(Map.of(Measure.P99_MS, 2.0, Measure.LOST, 0.0)));

        assertThat(FiguresTable.of(servers)).isEqualTo("""
                        | server         | p99 ms | lost |
                        |----------------|-------:|-----:|
                        | mesaya         |    3.0 |    0 |
                        | floor          |    2.0 |    0 |
                        | mesaya / floor |  1.50x |    - |""");
    }

    @Test
    void aSourceThatFellBehindInAnyRunIsToldBelowTheTable() {
        Figures medians = Figures.medians(List.of(p99(1), p99(2).loadBehind(), p99(3)));

        assertThat(FiguresTable.of(Map.of("mesaya", medians)))
                .endsWith(
                        "\n\nmesaya: the source or the load client couldn't keep up, so the server's limit isn't known.");
        assertThat(FiguresTable.of(Map.of("mesaya", p99(1)))).doesNotContain("source");
    }

    private static Figures p99(double value) {
        return new Figures(Map.of(Measure.P99_MS, value));
    }
}
