package com.mesaya.realtime.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The demo's nodes, as one cluster. If a node ends by itself, this is printed, and the others continue. Thread-safe. */
final class DemoNodes implements AutoCloseable {

    /** Reports a node that didn't become ready, in words for the user of the demo. */
    static final class NotReadyException extends Exception {

        private static final long serialVersionUID = 1L;

        NotReadyException(String message) {
            super(message);
        }
    }

    private static final int READY_SECONDS = 120;
    private static final int STOP_SECONDS = 15;
    private static final int HTTP_OK = 200;
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Executor AFTER_A_WHILE = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

    private final List<DemoNode> nodes;
    private final Consumer<String> console;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile boolean isClosing;

    /** @param console takes the nodes' output and state changes, line by line */
    DemoNodes(int count, int firstPort, Consumer<String> console) {
        List<Integer> free =
                Stream.generate(LoopbackPorts::free).limit(3L * count).toList();
        this.nodes = IntStream.range(0, count)
                .mapToObj(index -> new DemoNode(
                        index + 1,
                        firstPort == 0 ? free.get(index) : firstPort + index,
                        free.get(count + index),
                        free.get(2 * count + index)))
                .toList();
        this.console = console;
    }

    List<DemoNode> all() {
        return nodes;
    }

    /** Starts all nodes, each in its process. Returns once all are ready. */
    void start(DemoSettings settings, String boardAddress)
            throws IOException, NotReadyException, InterruptedException, ExecutionException {
        for (DemoNode node : nodes) {
            node.start(settings.of(node, nodes, boardAddress), console, exitCode -> tellOfEnd(node, exitCode));
        }
        for (DemoNode node : nodes) {
            awaitReady(node);
        }
    }

    private void awaitReady(DemoNode node) throws NotReadyException, InterruptedException, ExecutionException {
        var died = node.whenEnded().thenApply(exitCode -> false);
        try {
            if (!(boolean) CompletableFuture.anyOf(whenReady(node), died).get(READY_SECONDS, TimeUnit.SECONDS)) {
                throw new NotReadyException(node.name() + " ended with exit code "
                        + node.whenEnded().join() + " before it was ready");
            }
        } catch (TimeoutException late) {
            throw new NotReadyException(node.name() + " wasn't ready after " + READY_SECONDS + " s");
        }
    }

    private CompletableFuture<Boolean> whenReady(DemoNode node) {
        var probe = HttpRequest.newBuilder(node.admin("/health/ready"))
                .timeout(PROBE_TIMEOUT)
                .build();
        return http.sendAsync(probe, HttpResponse.BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null && answer.statusCode() == HTTP_OK)
                .thenCompose(isReady -> isReady || !node.isAlive()
                        ? CompletableFuture.completedFuture(isReady)
                        : CompletableFuture.runAsync(() -> {}, AFTER_A_WHILE).thenCompose(later -> whenReady(node)));
    }

    private void tellOfEnd(DemoNode node, int exitCode) {
        if (!isClosing) {
            long left = nodes.stream().filter(DemoNode::isAlive).count();
            console.accept(node.name() + " (pid " + node.pid() + ") has ended with exit code " + exitCode + "; " + left
                    + " of " + nodes.size() + " left");
        }
    }

    /** Ends all nodes, in order if they stop in time. */
    @Override
    public void close() {
        isClosing = true;
        for (DemoNode node : nodes) {
            try {
                node.stop();
            } catch (IOException alreadyGone) {
                console.accept(node.name() + " couldn't be stopped: " + alreadyGone.getMessage());
            }
        }
        CompletableFuture.allOf(nodes.stream().map(DemoNode::whenEnded).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
                .join();
        nodes.forEach(DemoNode::kill);
        nodes.forEach(node -> node.whenEnded().join());
    }
}
