package com.mesaya.realtime.bench.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stacks with how often each was seen, a line each: frames from the root on, separated by semicolons, then a number. */
record CollapsedProfile(Map<String, Long> stacks) {

    /** Whose time a stack is: that of the innermost frame which has one of these in it. */
    private static final Map<String, List<String>> OWNERS = owners();

    private static final String OTHERS = "others";

    /** Copies the map. */
    CollapsedProfile {
        stacks = Map.copyOf(stacks);
    }

    static CollapsedProfile read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return new CollapsedProfile(lines.filter(line -> line.indexOf(' ') > 0)
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.lastIndexOf(' ')),
                            line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)),
                            Long::sum)));
        }
    }

    /** Each owner's share. */
    Map<String, Double> byOwner() {
        return shares(CollapsedProfile::owner);
    }

    /** The share of each frame in which the time was spent, or the memory allocated, itself. */
    Map<String, Double> byInnermostFrame() {
        return shares(stack -> stack.substring(stack.lastIndexOf(';') + 1));
    }

    private Map<String, Double> shares(Function<String, String> key) {
        var sums = new HashMap<String, Long>();
        stacks.forEach((stack, count) -> sums.merge(key.apply(stack), count, Long::sum));
        double all = sums.values().stream().mapToLong(Long::longValue).sum();
        var shares = new LinkedHashMap<String, Double>();
        sums.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(sum -> shares.put(sum.getKey(), sum.getValue() / all));
        return shares;
    }

    private static String owner(String stack) {
        for (int end = stack.length(); end > 0; ) {
            int start = stack.lastIndexOf(';', end - 1);
            String frame = stack.substring(start + 1, end);
            for (Map.Entry<String, List<String>> owner : OWNERS.entrySet()) {
                if (owner.getValue().stream().anyMatch(frame::contains)) {
                    return owner.getKey();
                }
            }
            end = start;
        }
        return OTHERS;
    }

    private static Map<String, List<String>> owners() {
        var owners = new LinkedHashMap<String, List<String>>();
        owners.put("socket and pipe writes", List.of("Dispatcher.write", "DispatcherImpl.write", "IOUtil.write1"));
        owners.put("socket and pipe reads", List.of("Dispatcher.read", "DispatcherImpl.read", "IOUtil.drain"));
        owners.put("selecting", List.of("sun/nio/ch/EPoll", "SelectorImpl"));
        owners.put("Kafka client", List.of("org/apache/kafka/"));
        owners.put("Pekko connectors for Kafka", List.of("org/apache/pekko/kafka/"));
        owners.put("decoding and the section's log", List.of("realtime/domain/", "realtime/infrastructure/kafka/"));
        owners.put("section actors", List.of("realtime/infrastructure/section/"));
        owners.put("the service's transport", List.of("realtime/transport/", "realtime/application/"));
        owners.put("tokens", List.of("realtime/infrastructure/auth/", "com/auth0/"));
        owners.put("logging", List.of("ch/qos/logback/"));
        owners.put("main API client", List.of("realtime/infrastructure/rest/"));
        owners.put("Pekko HTTP", List.of("org/apache/pekko/http/"));
        owners.put("Pekko TCP", List.of("org/apache/pekko/io/"));
        owners.put("Pekko streams", List.of("org/apache/pekko/stream/"));
        owners.put("Pekko cluster", List.of("org/apache/pekko/cluster/", "org/apache/pekko/remote/"));
        owners.put("Pekko actors and dispatchers", List.of("org/apache/pekko/"));
        owners.put("waking and parking threads", List.of("ForkJoin", "LockSupport", "Unsafe.park", "Unsafe.unpark"));
        owners.put("garbage collection", List.of("G1", "GangWorker", "WorkerThread", "Monitor"));
        owners.put("JIT compiler", List.of("CompileBroker", "Compiler::", "Compile::"));
        return owners;
    }
}
