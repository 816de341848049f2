package com.mesaya.realtime.service;

import com.mesaya.realtime.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve}: the service, configured by the environment. */
@Command(
        name = "serve",
        description =
                "Runs the service. It is configured by environment variables: PORT (8080), HOST, JWT_SECRET or"
                        + " JWT_PUBLIC_KEY, REST_BASE_URL, REST_TIMEOUT (10s), KAFKA_BROKERS, KAFKA_GROUP_ID (mesa-ya-realtime),"
                        + " LOG_LEVEL (info), LOG_FORMAT (text or json), ADMIN_PORT (8081) and more; see docs/configuration.md.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final List<String> STOP_SIGNALS = List.of("TERM", "INT");

    @Option(
            names = "--until-stdin-ends",
            description =
                    "Also stops, as at SIGTERM, when its standard input ends, so that it doesn't outlive its parent process.")
    private boolean untilStdinEnds;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Settings settings = Settings.load();
        settings.applyLogging();
        Service service = Wiring.start(settings).toCompletableFuture().get();
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        settings.warnings().forEach(log::warn);
        var stopping = new AtomicBoolean();
        stopOnSignals(service, stopping, log);
        if (untilStdinEnds) {
            stopAtEndOf(System.in, service, stopping, log);
        }
        log.info(
                "Listening on {}:{}, for operators on {}:{}",
                settings.transport().http().host(),
                service.address().getPort(),
                settings.transport().admin().host(),
                service.adminAddress().getPort());
        service.whenReady().thenRun(() -> log.info("Ready"));
        return awaitEnd(service, log);
    }

    /** Waits until the service has ended, logs the reason in the last line, and returns the exit code. */
    static int awaitEnd(Service service, Logger log) throws InterruptedException, ExecutionException {
        Optional<String> failure = service.whenEnded().toCompletableFuture().get();
        failure.ifPresentOrElse(reason -> log.error("Ended, since {}", reason), () -> log.info("Stopped"));
        return failure.isPresent() ? FAILED : 0;
    }

    /** Stops the service at the first signal and at once at the second. The JVM's own shutdown hooks don't see a second signal. */
    private static void stopOnSignals(Service service, AtomicBoolean stopping, Logger log) {
        for (String name : STOP_SIGNALS) {
            Signals.register(name, () -> {
                if (stopping.compareAndSet(false, true)) {
                    log.info("Stopping");
                    service.stop();
                } else {
                    log.info("Hurrying");
                    service.hurry();
                }
            });
        }
    }

    private static void stopAtEndOf(InputStream input, Service service, AtomicBoolean stopping, Logger log) {
        var reading = new Thread(
                () -> {
                    try {
                        input.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException broken) {
                        log.debug("Reading the standard input failed, which counts as its end", broken);
                    }
                    if (stopping.compareAndSet(false, true)) {
                        log.info("Stopping, since the standard input has ended");
                        service.stop();
                    }
                },
                "stdin");
        reading.setDaemon(true);
        reading.start();
    }
}
