package com.mesaya.realtime.demojar;

import com.mesaya.realtime.Main;
import com.mesaya.realtime.bench.BenchCommand;
import com.mesaya.realtime.demo.DemoCommand;
import picocli.CommandLine;

/** The command line of the demo jar: the service's, with the commands that need a Kafka broker. */
public final class DemoMain {

    private DemoMain() {}

    /** Runs a command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Returns the command line with all its commands. */
    public static CommandLine commandLine() {
        return Main.commandLine(new DemoCommand(), new BenchCommand());
    }
}
