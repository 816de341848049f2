package com.mesaya.realtime.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The smallest of the measurements, so that the others can be counted on to run. */
class BenchIT {

    @Test
    void measuresTheServiceWithoutALoss() {
        var out = new StringWriter();

        int exitCode = new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .execute(Stream.concat(Stream.of("hot", "join", "--scale=short"), serverOptions())
                        .toArray(String[]::new));

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .containsPattern("\\*\\*hot\\*\\*\\R\\R\\| server \\| events/s \\| deliveries/s")
                .containsPattern("\\| mesaya \\| +[1-9]\\d* ")
                .contains("**join**");
    }

    /** Those of every measurement, and what lets the server start soon. */
    private static Stream<String> serverOptions() {
        return Stream.concat(
                        ServerCommands.DEFAULT_OPTIONS.stream(),
                        Stream.of("-Dmesaya.warm-up=off", "-XX:TieredStopAtLevel=1"))
                .map(option -> "--server-option=" + option);
    }
}
