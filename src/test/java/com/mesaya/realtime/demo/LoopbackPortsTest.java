package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    @Test
    void areFreeAndAnotherOneEachTime() throws IOException {
        Set<Integer> given = new HashSet<>();
        for (int port = 0; port < 20; port++) {
            int free = LoopbackPorts.free();
            try (var socket = new ServerSocket(free, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            }
            assertThat(given.add(free)).isTrue();
        }
    }
}
