package com.mesaya.realtime.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {

    private final StringWriter errors = new StringWriter();

    @Test
    void givesTheServiceTheOptionsOfItsImage() throws IOException {
        String image = Files.readString(Path.of("conf/docker/Dockerfile"));

        assertThat(ServerCommands.DEFAULT_OPTIONS)
                .filteredOn(option -> !option.startsWith("-Xmx"))
                .hasSize(7)
                .allSatisfy(option -> assertThat(image).contains("\"" + option + "\""));
    }

    @Test
    void namesWhatItNeedsToMeasureAnotherServer() {
        assertThat(execute("--against=http://127.0.0.1:1", "--secret=s")).isEqualTo(2);
        assertThat(errors.toString()).contains("--brokers");
    }

    @Test
    void refusesWorkloadsThereAreNot() {
        assertThat(execute("marathon")).isEqualTo(2);
        assertThat(errors.toString()).contains("marathon", "SATURATE");
    }

    @Test
    void refusesToMeasureNothing() {
        assertThat(execute("hot", "--rounds=0")).isEqualTo(2);
        assertThat(errors.toString()).contains("--rounds");
    }

    private int execute(String... arguments) {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
