package com.mesaya.realtime.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code demo}: runs the service with all systems around it, in one process, or in several as a cluster. */
@Command(
        name = "demo",
        description =
                "Runs the service with an embedded Kafka broker, a stand-in for the main API and a sample restaurant"
                        + " at dinner time, all on the loopback address. Ctrl-C ends it.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DemoCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int MOST_NODES = 9;
    private static final int LAST_PORT = 65_535;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-8080}",
            description = "The page's port; 0 for any. Default: PORT, or 8080.")
    private int port;

    @Option(names = "--api-port", paramLabel = "PORT", defaultValue = "0", description = "The API's port; 0 for any.")
    private int apiPort;

    @Option(
            names = "--pace",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "Milliseconds from one change of a table to the next; 0 for none.")
    private long paceMs;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "1",
            description = "The number of nodes, 1 to 9. Several nodes have a process each, and ports from --port on."
                    + " At least three nodes are required to survive the loss of one.")
    private int nodeCount = 1;

    @Override
    public Integer call() throws Exception {
        check();
        PrintWriter out = spec.commandLine().getOut();
        var stopped = new CountDownLatch(1);
        var demo = new Demo(nodeCount, out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            demo.close();
            stopped.countDown();
        }));
        try {
            demo.start(port, apiPort, Duration.ofMillis(paceMs));
        } catch (DemoNodes.NotReadyException failure) {
            demo.close();
            spec.commandLine().getErr().println(failure.getMessage());
            return FAILED;
        } catch (Exception failure) {
            demo.close();
            throw failure;
        }
        announce(demo, out);
        stopped.await();
        return 0;
    }

    private void check() {
        if (nodeCount < 1 || nodeCount > MOST_NODES) {
            throw refused("--nodes must be 1 to " + MOST_NODES + ", but is '" + nodeCount + "'");
        }
        if (port + nodeCount - 1 > LAST_PORT) {
            throw refused("--port must leave room for " + nodeCount + " ports, but is '" + port + "'");
        }
    }

    private CommandLine.ParameterException refused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private void announce(Demo demo, PrintWriter out) {
        if (demo.nodes().isEmpty()) {
            out.println("MesaYa Realtime is ready. Open the floor plan of all sections, or of one:");
            out.println();
            out.println("  " + demo.wholePage() + "\n");
            demo.pages().forEach((name, address) -> out.println("  " + name + "\n  " + address + "\n"));
        } else {
            out.println("MesaYa Realtime is ready on " + nodeCount + " nodes. Open floor plans at any of them:");
            out.println();
            demo.nodes().forEach(node -> announce(demo, node, out));
            out.println("The page tells which node serves it, and which has the section. End one, and watch:");
            out.println();
            out.println("  kill -9 " + demo.nodes().get(nodeCount - 1).pid());
            out.println();
        }
        out.println("The stand-in main API listens on " + demo.apiUrl() + "; change a table:");
        out.println();
        out.println("  " + demo.exampleChange());
        out.println();
        out.println("Ctrl-C ends everything.");
        out.flush();
    }

    private static void announce(Demo demo, DemoNode node, PrintWriter out) {
        out.println("  " + node.name() + ", pid " + node.pid());
        demo.pages(node).forEach((name, address) -> out.println("  " + name + ": " + address));
        out.println("  java -jar target/mesaya-realtime.jar status --admin " + node.admin("/"));
        out.println();
    }
}
