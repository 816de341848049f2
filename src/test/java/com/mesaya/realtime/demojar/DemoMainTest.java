package com.mesaya.realtime.demojar;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoMainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine main =
            DemoMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void hasTheCommandsOfTheServiceAndTwoMore() {
        assertThat(main.getSubcommands())
                .containsKeys(Main.commandLine().getSubcommands().keySet().toArray(String[]::new))
                .containsKeys("demo", "bench")
                .hasSize(Main.commandLine().getSubcommands().size() + 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo|--port,--api-port,--pace,--nodes,8080,Kafka",
                "bench|--scale,--rounds,--peer,--server-option,--against"
            })
    void explainsACommand(String command, String mentions) {
        assertThat(main.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains(mentions.split(",", -1));
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,8080,--nodes must be 1 to 9", "10,8080,--nodes must be 1 to 9", "3,65534,--port must leave room"})
    void saysInOneLineHowManyNodesADemoMayHave(String nodes, String port, String refusal) {
        assertThat(main.execute("demo", "--nodes=" + nodes, "--port=" + port)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith(refusal);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--rounds=0,--rounds must be at least 1", "no-such-workload,no-such-workload"})
    void saysInOneLineWhatABenchmarkCanNotDo(String argument, String refusal) {
        assertThat(main.execute("bench", argument)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(refusal);
        assertThat(out.toString()).isEmpty();
    }
}
