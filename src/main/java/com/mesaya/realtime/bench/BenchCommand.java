package com.mesaya.realtime.bench;

import com.mesaya.realtime.bench.figures.Figures;
import com.mesaya.realtime.bench.load.SectionApi;
import com.mesaya.realtime.bench.load.Transport;
import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.demo.ChangePublisher;
import com.mesaya.realtime.demo.EmbeddedKafka;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code bench}: measures the service, peers of it, or any server with the same protocol. */
@Command(
        name = "bench",
        description =
                "Measures the whole path from Kafka to the viewers of a server. Without --against it starts the service"
                        + " in a process of its own, an embedded broker and a stand-in for the main API, on the loopback address."
                        + " Exit code 1 if the first server lost something.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class BenchCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private final long startedNanos = System.nanoTime();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "0..*",
            description = "${COMPLETION-CANDIDATES}; all of them if none is named.",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<Workload> workloads = List.of();

    @Option(
            names = "--scale",
            paramLabel = "SCALE",
            defaultValue = "NORMAL",
            description = "The size and duration of the workloads: ${COMPLETION-CANDIDATES}.")
    private Scale scale = Scale.NORMAL;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "The number of measurements of each server, in turn with the others.")
    private @Nullable Integer rounds;

    @Option(
            names = "--peer",
            paramLabel = "NAME=COMMAND",
            description = "Also measures another server: a command that takes the service's environment"
                    + " variables, answers /health/ready, and stops when its standard input ends; {java} and {classpath} in it"
                    + " stand for this JVM's. May be repeated.")
    private Map<String, String> peers = new LinkedHashMap<>();

    @Option(
            names = "--server-option",
            paramLabel = "OPTION",
            description = "An option of the service's JVM; may be repeated. By default -Xmx1g, and those of the image.")
    private List<String> serverOptions = ServerCommands.DEFAULT_OPTIONS;

    @Option(
            names = "--server-cpus",
            paramLabel = "LIST",
            description = "The processors for the servers, in taskset's format; all by default.")
    private @Nullable String serverCpus;

    @Option(
            names = "--client-threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "The number of threads of the load client.")
    private int clientThreads = 1;

    @Option(
            names = "--transport",
            defaultValue = "websocket",
            description =
                    "The viewers' transport: websocket, compressed (permessage-deflate), sse, or gzip (sse with that coding).")
    private Transport transport = Transport.WEBSOCKET;

    @Option(
            names = "--during",
            paramLabel = "COMMAND",
            description =
                    "A command that runs at each start of a measurement, such as a profiler; {pid} in it stands for the server's process.")
    private @Nullable String during;

    @Option(
            names = "--against",
            paramLabel = "URL",
            description =
                    "Measures the server at this address instead. It must read the topics at --brokers, verify tokens"
                            + " by --secret, and ask the stand-in at --api-port for its sections.")
    private @Nullable URI against;

    @Option(names = "--brokers", paramLabel = "HOST:PORT", description = "With --against: its brokers.")
    private @Nullable String brokers;

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            defaultValue = "${env:JWT_SECRET}",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description =
                    "With --against: the secret that verifies tokens (HS256). Default: the environment's JWT_SECRET.")
    private @Nullable String secret;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The stand-in main API's port; 0 for any.")
    private int apiPort;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "With --against: its process id, for CPU time and memory.")
    private @Nullable Long pid;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        try (var api = new SectionApi(apiPort)) {
            if (against != null && brokers != null && secret != null) {
                say("The stand-in main API listens on " + api.baseUrl());
                return measure(brokers, secret, Map.of());
            }
            try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
                kafka.createTopics(ChangePublisher.topics());
                String own = UUID.randomUUID().toString();
                return measure(kafka.brokers(), own, ServerCommands.environment(own, api.baseUrl(), kafka.brokers()));
            }
        }
    }

    private void check() {
        if (against != null && (brokers == null || secret == null || secret.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--against needs --brokers, and --secret or JWT_SECRET in the environment");
        }
        if (clientThreads < 1 || (rounds != null && rounds < 1)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--client-threads and --rounds must be at least 1");
        }
    }

    private int measure(String brokersNow, String secretNow, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<Workload> chosen = workloads.isEmpty()
                ? List.of(Workload.values())
                : workloads.stream().sorted().toList();
        var results = new Results();
        var commands = new ServerCommands(serverOptions, peers, serverCpus);
        int all = rounds == null ? scale.rounds() : rounds;
        String token = Tokens.sign(secretNow, "bench", List.of("OWNER"), List.of(), TOKEN_LIFE);
        try (var source = new EventSource(brokersNow)) {
            var runner = new Runner(source, token, clientThreads, transport, scale, this::say, this::startCompanion);
            for (int round = 1; round <= all; round++) {
                if (against != null) {
                    measure(runner, new Target("server", against, pid), chosen, round, results);
                    continue;
                }
                for (Map.Entry<String, List<String>> server : commands.all().entrySet()) {
                    var own = new HashMap<>(environment);
                    own.put("KAFKA_GROUP_ID", "bench-" + server.getKey() + "-" + round);
                    try (var process = ServerProcess.start(server.getKey(), server.getValue(), own)) {
                        say("round " + round + ", " + server.getKey() + ": prints to " + process.log());
                        measure(runner, process.target(), chosen, round, results);
                    }
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        results.print(out, all);
        out.flush();
        return results.firstIsLossless() ? 0 : FAILED;
    }

    private void measure(Runner runner, Target target, List<Workload> chosen, int round, Results results)
            throws IOException, InterruptedException {
        boolean warm = false;
        for (Workload workload : chosen) {
            if (workload != Workload.COLD && !warm) {
                runner.warmUp(target);
                warm = true;
            }
            Figures figures = runner.run(workload, target);
            results.add(workload, target, figures);
            say("round " + round + ", " + target.name() + ", " + workload.word() + ": "
                    + figures.values().keySet().stream()
                            .map(measure -> measure.title() + " " + figures.text(measure))
                            .collect(Collectors.joining(", "))
                    + (figures.loadKeptUp() ? "" : "; the source or the load client couldn't keep up"));
        }
        say("round " + round + ", " + target.name() + ": done after "
                + Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds() + " s in all");
    }

    private void startCompanion(Target target) {
        if (during == null || target.pid() == null) {
            return;
        }
        try {
            new ProcessBuilder(ServerCommands.words(during.replace("{pid}", Long.toString(target.pid()))))
                    .inheritIO()
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
