package com.mesaya.realtime.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.FoldingViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ServiceProcess;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand sockets of one section stop reading while it changes. They are cut off as one would be, in a JVM of 1 GiB that lives on,
 * and those who read miss nothing. Opt-in: {@code mvn -Pstalled verify}. It wants two cores, 10 100 file descriptors per process
 * ({@code ulimit -n}) and 3 GB for itself.
 */
class StalledSocketsIT {

    private static final int STALLED = Integer.getInteger("stalled.sockets", 10_000);
    private static final int READERS = 20;
    private static final int TABLES = 50;
    private static final int EVENTS_PER_SECOND = 10;
    private static final int EVENT_BYTES = 10_000;
    private static final int JOINING_AT_ONCE = 64;
    private static final int RECEIVE_BUFFER_BYTES = 8 * 1024;
    private static final long DIRECT_BYTES = 512L * 1024 * 1024;
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern SENT_AT = Pattern.compile("\"sentAt\":(\\d+)");

    private final AtomicLong worstNanos = new AtomicLong();
    private long mostDirect;
    private long mostHeap;
    private long mostResident;

    @Test
    void areCutOffWhileThoseWhoReadMissNothing() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopics(ChangePublisher.topics());
            try (var section = new LivingSection(kafka.brokers(), TABLES, () -> Duration.ZERO);
                    ServiceProcess service = ServiceProcess.start(
                            List.of("-Xmx1g"),
                            ServiceProcess.environment(section.apiUrl(), kafka.brokers(), SETTINGS))) {
                stall(section, service);
            }
        }
    }

    /** What keeps so many clients of one user and one address out isn't what is tried here. */
    private static final Map<String, String> SETTINGS = Map.of(
            "MAX_CONNECTIONS_PER_USER", "20000",
            "MAX_CONNECTIONS_PER_ADDRESS", "20000",
            "HANDSHAKES_PER_SECOND", "20000",
            "HANDSHAKES_PER_SECOND_AND_ADDRESS", "20000",
            "HTTP_SEND_BUFFER", "16KiB",
            "HTTP_IDLE_TIMEOUT", "10m",
            "STALL_TIMEOUT", STALL_TIMEOUT.toSeconds() + "s");

    private void stall(LivingSection section, ServiceProcess service) throws Exception {
        var readers = new ArrayList<FoldingViewer>();
        for (int reader = 0; reader < READERS; reader++) {
            FoldingViewer viewer = FoldingViewer.connect(
                            service.webSocket(section.id()), RunningService.token(), this::noteAge)
                    .join();
            viewer.firstEvent()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            readers.add(viewer);
        }
        long joiningNanos = System.nanoTime();
        List<Socket> stalled = joinAndReadNoMore(section.id(), service.port());
        Duration joining = Duration.ofNanos(System.nanoTime() - joiningNanos);
        Scrape before = measure(service);
        assertThat(before.sum("mesaya_connections")).isEqualTo(STALLED + READERS);

        long stallingNanos = System.nanoTime();
        section.change(Integer.MAX_VALUE, EVENTS_PER_SECOND, EVENT_BYTES);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> measure(service).sum("mesaya_connections") == READERS);
        Duration cutOff = Duration.ofNanos(System.nanoTime() - stallingNanos);
        section.rest();
        for (FoldingViewer reader : readers) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(reader.fold().tables()).isEqualTo(section.truth()));
        }

        System.out.printf(
                "Stalled: %d joined in %.1f s, cut off %.1f s after the first change; heap %d MB, direct %d MB, RSS %d MB at most;"
                        + " %d changes, %d ms old at worst where they were read%n",
                STALLED,
                joining.toMillis() / 1e3,
                cutOff.toMillis() / 1e3,
                mostHeap / 1_000_000,
                mostDirect / 1_000_000,
                mostResident / 1_000_000,
                section.changes(),
                Duration.ofNanos(worstNanos.get()).toMillis());
        assertThat(measure(service).sum("mesaya_closes_total", "reason=\"failure\""))
                .isEqualTo(STALLED);
        assertThat(mostDirect).isLessThan(DIRECT_BYTES);
        for (FoldingViewer reader : readers) {
            assertThat(reader.fold().events()).isEqualTo(section.changes());
            assertThat(reader.fold().regressions()).isZero();
            reader.close();
        }
        assertThat(Duration.ofNanos(worstNanos.get())).isLessThan(FRESH);
        for (Socket socket : stalled) {
            socket.close();
        }
    }

    private void noteAge(String frame) {
        Matcher sentAt = SENT_AT.matcher(frame);
        if (frame.startsWith("{\"event\":\"table.") && sentAt.find()) {
            worstNanos.accumulateAndGet(System.nanoTime() - Long.parseLong(sentAt.group(1)), Math::max);
        }
    }

    private Scrape measure(ServiceProcess service) {
        var scrape = new Scrape(service.metrics());
        mostDirect = Math.max(mostDirect, (long) scrape.sum("jvm_buffer_memory_used_bytes", "id=\"direct\""));
        mostHeap = Math.max(mostHeap, (long) scrape.sum("jvm_memory_used_bytes", "area=\"heap\""));
        mostResident = Math.max(mostResident, service.residentBytes());
        return scrape;
    }

    private static List<Socket> joinAndReadNoMore(String section, int port) throws Exception {
        ExecutorService joining = Executors.newFixedThreadPool(JOINING_AT_ONCE);
        try {
            Callable<Socket> join = () -> join(section, port);
            var joined = new ArrayList<Future<Socket>>();
            for (int socket = 0; socket < STALLED; socket++) {
                joined.add(joining.submit(join));
            }
            var sockets = new ArrayList<Socket>();
            for (Future<Socket> socket : joined) {
                sockets.add(socket.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            return sockets;
        } finally {
            joining.shutdownNow();
        }
    }

    /** Reads up to the end of the snapshot, byte by byte, so that no buffer stays behind. */
    private static Socket join(String section, int port) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream()
                .write(("GET /ws/restaurant/" + section + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                                + RunningService.token() + "\r\n\r\n")
                        .getBytes(US_ASCII));
        var in = new DataInputStream(socket.getInputStream());
        for (int tail = 0; tail != 0x0D0A0D0A; ) {
            tail = tail << 8 | in.readUnsignedByte();
        }
        in.readUnsignedByte();
        int length = in.readUnsignedByte();
        in.readFully(new byte[length < 126 ? length : length == 126 ? in.readUnsignedShort() : (int) in.readLong()]);
        return socket;
    }
}
