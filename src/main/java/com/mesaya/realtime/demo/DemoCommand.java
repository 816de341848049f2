package com.mesaya.realtime.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the service with everything around it, in one process. */
@Command(
        name = "demo",
        description =
                "Runs the service with an embedded Kafka broker, a stand-in for the main API and a sample restaurant"
                        + " at dinner time, all on the loopback address. Ctrl-C ends it.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DemoCommand implements Callable<Integer> {

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

    @Override
    public Integer call() throws Exception {
        var stopped = new CountDownLatch(1);
        var demo = new Demo();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            demo.close();
            stopped.countDown();
        }));
        try {
            demo.start(port, apiPort, Duration.ofMillis(paceMs));
        } catch (Exception failure) {
            demo.close();
            throw failure;
        }
        announce(demo);
        stopped.await();
        return 0;
    }

    private void announce(Demo demo) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("MesaYa Realtime is ready. Open the floor plan of all sections, or of one:");
        out.println();
        out.println("  " + demo.wholePage() + "\n");
        demo.pages().forEach((name, address) -> out.println("  " + name + "\n  " + address + "\n"));
        out.println("The stand-in main API listens on " + demo.apiUrl() + "; change a table:");
        out.println();
        out.println("  " + demo.exampleChange());
        out.println();
        out.println("Ctrl-C ends everything.");
        out.flush();
    }
}
