package com.mesaya.realtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code serve}: the service, configured by the environment. */
@Command(
        name = "serve",
        description = "Runs the service. It is configured by environment variables: PORT (8080), HOST, JWT_SECRET or"
                + " JWT_PUBLIC_KEY, REST_BASE_URL, REST_TIMEOUT (10s), KAFKA_BROKERS, KAFKA_GROUP_ID (mesa-ya-realtime),"
                + " LOG_LEVEL (info), LOG_FORMAT (text or json), ADMIN_PORT (8081) and more; see the README.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int STOP_SECONDS = 25;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Settings settings = Settings.load();
        settings.applyLogging();
        Service service = Wiring.start(settings).toCompletableFuture().get();
        var stopped = new CountDownLatch(1);
        var stopping = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping.set(true);
            stop(service);
            stopped.countDown();
        }));
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        log.info(
                "Listening on {}:{}, for operators on {}:{}",
                settings.http().host(),
                service.address().getPort(),
                settings.admin().host(),
                service.adminAddress().getPort());
        service.whenReady().thenRun(() -> log.info("Ready"));
        service.whenEnded().thenRun(stopped::countDown);
        stopped.await();
        return stopping.get() ? 0 : FAILED;
    }

    private static void stop(Service service) {
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        log.info("Stopping");
        try {
            service.stop().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            log.info("Stopped");
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            log.error("Couldn't stop in order", failure);
        }
    }
}
