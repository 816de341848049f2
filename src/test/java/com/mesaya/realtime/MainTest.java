package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private static final List<String> NEEDED =
            List.of("mesaya.jwt.secret", "mesaya.jwt.public-key", "mesaya.rest.base-url", "mesaya.kafka.brokers");
    private static final String CLUSTER_HOST = "mesaya.cluster.host";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine main =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @AfterEach
    void forgetProperties() {
        NEEDED.forEach(System::clearProperty);
        System.clearProperty(CLUSTER_HOST);
        ConfigFactory.invalidateCaches();
    }

    @Test
    void listsItsCommands() {
        assertThat(main.execute("--help")).isZero();
        assertThat(main.getSubcommands()).containsOnlyKeys("serve", "token", "tail", "probe", "status");
        assertThat(out.toString()).contains("serve", "token", "tail", "Without a command it runs serve");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve|--until-stdin-ends,PORT,JWT_SECRET,JWT_PUBLIC_KEY,REST_BASE_URL,REST_TIMEOUT,KAFKA_BROKERS,KAFKA_GROUP_ID",
                "token|--user,--role,--permission,--ttl,--secret,JWT_SECRET",
                "tail|SECTION,--url,--token,--json,MESAYA_TOKEN,ws://127.0.0.1:8080"
            })
    void explainsACommand(String command, String mentions) {
        assertThat(main.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains(mentions.split(",", -1));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void tellsItsVersion() {
        assertThat(main.execute("--version")).isZero();
        assertThat(out.toString()).startsWith("mesaya-realtime ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", ""})
    void saysInOneLineWhichSettingIsMissing(String command) {
        withoutSettings();

        int exitCode = command.isEmpty() ? main.execute() : main.execute(command);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("JWT_SECRET", "JWT_PUBLIC_KEY");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real_time", "no-such-host.invalid"})
    void saysInOneLineThatNodesCanNotBeReachedByAHost(String host) {
        System.setProperty("mesaya.jwt.secret", "s3cret");
        System.setProperty("mesaya.rest.base-url", "http://127.0.0.1:9");
        System.setProperty("mesaya.kafka.brokers", "127.0.0.1:9");
        System.setProperty(CLUSTER_HOST, host);
        ConfigFactory.invalidateCaches();

        assertThat(main.execute("serve")).isEqualTo(2);

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("CLUSTER_HOST ")
                .contains(host);
    }

    @Test
    void printsATokenThatTheServiceAccepts() {
        int exitCode = main.execute(
                "token", "--secret=s3cret", "--user=ana", "--role=USER,ADMIN", "--permission=section:read");

        assertThat(exitCode).isZero();
        var viewer = ((TokenVerifier.Verified) verify(out.toString().strip())).viewer();
        assertThat(viewer.userId()).isEqualTo("ana");
        assertThat(viewer.roles()).isEqualTo(Set.of("USER", "ADMIN"));
        assertThat(viewer.permissions()).isEqualTo(Set.of("section:read"));
    }

    @Test
    void printsATokenOfADemoOwnerIfNothingElseIsSaid() {
        assertThat(main.execute("token", "--secret=s3cret")).isZero();

        var viewer = ((TokenVerifier.Verified) verify(out.toString().strip())).viewer();
        assertThat(viewer.userId()).isEqualTo("demo-user");
        assertThat(viewer.roles()).isEqualTo(Set.of("OWNER"));
    }

    @Test
    void saysInOneLineThatATokenNeedsASecret() {
        assertThat(main.execute("token", "--secret=")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("--secret", "JWT_SECRET");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysInOneLineWhatATimeToLiveIs() {
        assertThat(main.execute("token", "--secret=s3cret", "--ttl=soon")).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("--ttl", "'soon'", "8h")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "ftp://127.0.0.1", "nonsense"})
    void saysInOneLineThatNobodyTellsOfTheCluster(String admin) {
        assertThat(main.execute("status", "--admin=" + admin)).isEqualTo(1);

        assertThat(err.toString().lines()).singleElement().asString().startsWith(admin + " didn't answer");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "no-such-command"})
    void refusesWhatItDoesNotKnow(String argument) {
        assertThat(main.execute(argument)).isEqualTo(2);
        assertThat(err.toString()).contains(argument);
    }

    /** System properties go before the environment, whatever that holds. */
    private static void withoutSettings() {
        NEEDED.forEach(path -> System.setProperty(path, ""));
        ConfigFactory.invalidateCaches();
    }

    private static TokenVerifier.Verdict verify(String token) {
        var settings = new JwtSettings(Algorithm.HMAC256("s3cret"), "", Duration.ofSeconds(5), true);
        return new JwtTokenVerifier(settings)
                .verify(token)
                .toCompletableFuture()
                .join();
    }
}
