package com.mesaya.realtime.demo;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowLineTest {

    private static final int BYTES = 4 * 1024;

    @Test
    void bringsEverythingButSlowlyAndBothWays() throws Exception {
        try (var service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var line = new SlowLine(service::getLocalPort);
                var client = new Socket(InetAddress.getLoopbackAddress(), line.port());
                Socket served = service.accept()) {
            client.getOutputStream().write(7);
            assertThat(served.getInputStream().read()).isEqualTo(7);

            long beginNanos = System.nanoTime();
            served.getOutputStream().write(new byte[BYTES]);
            served.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).hasSize(BYTES);
            assertThat(Duration.ofNanos(System.nanoTime() - beginNanos)).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @Test
    void endsItsConnectionsWhenItIsClosed() throws Exception {
        try (var service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client;
            Socket served;
            try (var line = new SlowLine(service::getLocalPort)) {
                client = new Socket(InetAddress.getLoopbackAddress(), line.port());
                served = service.accept();
                client.getOutputStream().write(7);
                assertThat(served.getInputStream().read()).isEqualTo(7);
            }
            try (client;
                    served) {
                served.setSoTimeout((int) PATIENCE.toMillis());
                assertThat(served.getInputStream().read()).isEqualTo(-1);
                client.setSoTimeout((int) PATIENCE.toMillis());
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
