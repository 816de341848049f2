package com.mesaya.realtime.bench;

import com.mesaya.realtime.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands that start the servers of a benchmark.
 *
 * @param options the options of the service's JVM
 * @param peers the commands of other servers by name
 * @param cpus the processors for the servers, in taskset's format; null for all
 */
record ServerCommands(
        List<String> options,
        Map<String, String> peers,
        @Nullable String cpus) {

    /** The options in {@code conf/docker/Dockerfile}, except the heap size. */
    static final List<String> DEFAULT_OPTIONS = List.of(
            "-Xmx1g",
            "-XX:-G1UseAdaptiveConcRefinement",
            "-XX:G1ConcRefinementGreenZone=100000",
            "-XX:G1ConcRefinementYellowZone=200000",
            "-XX:G1ConcRefinementRedZone=300000",
            "-XX:MaxInlineLevel=9",
            "-XX:InlineSmallCode=800",
            "-XX:FreqInlineSize=120");

    private static final String SERVICE = "mesaya";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String MANY = "100000";

    /** Returns the command of the service first, then those of its peers. */
    Map<String, List<String>> all() {
        var commands = new LinkedHashMap<String, List<String>>();
        var service = new ArrayList<String>();
        service.add(JAVA.toString());
        service.addAll(options);
        service.addAll(List.of("-cp", CLASS_PATH, Main.class.getName(), "serve", "--until-stdin-ends"));
        commands.put(SERVICE, pinned(service));
        peers.forEach((name, command) -> commands.put(
                name, pinned(words(command.replace("{java}", JAVA.toString()).replace("{classpath}", CLASS_PATH)))));
        return commands;
    }

    private List<String> pinned(List<String> command) {
        if (cpus == null) {
            return command;
        }
        var pinned = new ArrayList<>(List.of("taskset", "-c", cpus));
        pinned.addAll(command);
        return pinned;
    }

    /**
     * Returns the environment of a server. All clients are one user at one address and connect at once, so limits on clients are
     * raised: they are not measured.
     */
    static Map<String, String> environment(String secret, String apiUrl, String brokers) {
        return Map.ofEntries(
                Map.entry("HOST", "127.0.0.1"),
                Map.entry("ADMIN_PORT", "0"),
                Map.entry("JWT_SECRET", secret),
                Map.entry("JWT_PUBLIC_KEY", ""),
                Map.entry("REST_BASE_URL", apiUrl),
                Map.entry("KAFKA_BROKERS", brokers),
                Map.entry("KAFKA_OFFSET_RESET", "latest"),
                Map.entry("KAFKA_DEAD_LETTER_TOPIC", ""),
                Map.entry("MAX_CONNECTIONS_PER_USER", MANY),
                Map.entry("MAX_CONNECTIONS_PER_ADDRESS", MANY),
                Map.entry("HANDSHAKES_PER_SECOND", MANY),
                Map.entry("HANDSHAKES_PER_SECOND_AND_ADDRESS", MANY),
                Map.entry("DRAIN_DURATION", "500ms"));
    }

    /** Returns the words of a command line. */
    static List<String> words(String command) {
        return List.of(command.trim().split("\\s+"));
    }
}
