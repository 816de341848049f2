package com.mesaya.realtime.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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
                .execute("hot", "join", "--scale=short");

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .containsPattern("\\*\\*hot\\*\\*\\R\\R\\| server \\| events/s \\| deliveries/s")
                .containsPattern("\\| mesaya \\| +[1-9]\\d* ")
                .contains("**join**");
    }
}
