package com.mesaya.realtime.cli;

import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code tail}: prints a section's events as they arrive. */
@Command(
        name = "tail",
        description = "Connects to a section and prints one line per event until the connection ends.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class TailCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SectionOptions target = new SectionOptions();

    @Option(names = "--json", description = "Print the frames unformatted.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Consumer<String> print = json ? out::println : new EventPrinter(out, Ansi.AUTO)::print;
        var listener = new FrameListener(frame -> {
            print.accept(frame);
            out.flush();
        });
        try {
            target.connect(HttpClient.newHttpClient(), listener).join();
            FrameListener.Closed closed = listener.closed().join();
            err.println("Closed: " + closed.code() + " " + closed.reason());
            return closed.isOrderly() ? 0 : FAILED;
        } catch (CompletionException | IllegalArgumentException failure) {
            err.println(explain(failure));
            return FAILED;
        }
    }

    private String explain(RuntimeException failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof WebSocketHandshakeException refused) {
            return "The service refused the connection: HTTP "
                    + refused.getResponse().statusCode() + " " + body(refused);
        }
        return "No connection to " + target.url() + ": " + cause;
    }

    private static Object body(WebSocketHandshakeException refused) {
        Object body = refused.getResponse().body();
        return body == null ? "" : body;
    }
}
