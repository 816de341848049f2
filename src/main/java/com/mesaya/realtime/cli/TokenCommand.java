package com.mesaya.realtime.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code token}: prints a JWT. */
@Command(
        name = "token",
        description = "Prints a JWT (HS256) for tests.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--user", paramLabel = "ID", defaultValue = "demo-user", description = "The user's id (sub).")
    private String user = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            defaultValue = "OWNER",
            description = "A role: USER, OWNER or ADMIN; may be repeated.")
    private List<String> roles = List.of();

    @Option(
            names = "--permission",
            paramLabel = "NAME",
            split = ",",
            description = "A permission such as section:read; may be repeated.")
    private List<String> permissions = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "The time for which the token is valid, such as 30s, 10m or 8h.")
    private String timeToLive = "";

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            defaultValue = "${env:JWT_SECRET}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "The secret that signs the token. Default: the environment's JWT_SECRET.")
    private String secret = "";

    @Override
    public Integer call() {
        if (secret == null || secret.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--secret, or JWT_SECRET in the environment, must be the secret that signs the token");
        }
        spec.commandLine().getOut().println(Tokens.sign(secret, user, roles, permissions, duration()));
        return 0;
    }

    private Duration duration() {
        try {
            return ConfigFactory.empty()
                    .withValue("ttl", ConfigValueFactory.fromAnyRef(timeToLive))
                    .getDuration("ttl");
        } catch (ConfigException wrong) {
            throw new ParameterException(
                    spec.commandLine(), "--ttl must be a duration such as 30s, 10m or 8h, but is '" + timeToLive + "'");
        }
    }
}
