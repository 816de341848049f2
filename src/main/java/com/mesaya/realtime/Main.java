package com.mesaya.realtime;

import com.mesaya.realtime.cli.ProbeCommand;
import com.mesaya.realtime.cli.StatusCommand;
import com.mesaya.realtime.cli.TailCommand;
import com.mesaya.realtime.cli.TokenCommand;
import com.mesaya.realtime.config.SettingsException;
import com.mesaya.realtime.service.ServeCommand;
import com.typesafe.config.ConfigException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.remote.RemoteTransportException;
import org.apache.pekko.stream.BindFailedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the service. The demo jar adds commands to it. */
@Command(
        name = "mesaya-realtime",
        description = "Pushes every change of a restaurant section from Kafka to the section's viewers over WebSocket."
                + " Without a command it runs serve.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            ServeCommand.class,
            TokenCommand.class,
            TailCommand.class,
            ProbeCommand.class,
            StatusCommand.class
        })
public final class Main implements Callable<Integer> {

    private static final int MISCONFIGURED = 2;

    /** Runs a command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * Returns the command line with all its commands.
     *
     * @param more commands of another jar; wrong arguments and failures are reported as for the service's
     */
    public static CommandLine commandLine(Object... more) {
        var commands = new CommandLine(new Main());
        for (Object command : more) {
            commands.addSubcommand(command);
        }
        // Only the commands that are there already get these.
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong))
                .setExecutionExceptionHandler((failure, line, parsed) -> fail(failure, line));
    }

    @Override
    public Integer call() throws Exception {
        return new ServeCommand().call();
    }

    private static int refuse(CommandLine.ParameterException wrong) {
        wrong.getCommandLine().getErr().println(wrong.getMessage());
        return MISCONFIGURED;
    }

    /** Prints one line for an expected failure; an unexpected one keeps its stack trace. */
    private static int fail(Exception failure, CommandLine line) throws Exception {
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        if (cause instanceof SettingsException || cause instanceof ConfigException) {
            line.getErr().println(cause.getMessage());
            return MISCONFIGURED;
        }
        if (cause instanceof BindFailedException) {
            line.getErr().println("PORT or HOST must be free to bind to; " + cause.getMessage());
            return MISCONFIGURED;
        }
        if (cause instanceof RemoteTransportException) {
            line.getErr()
                    .println(
                            "CLUSTER_HOST must be a name or an address of this host, and CLUSTER_PORT free to bind to; "
                                    + cause.getMessage());
            return MISCONFIGURED;
        }
        throw failure;
    }

    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"mesaya-realtime " + (version == null ? "(from source)" : version)};
        }
    }
}
