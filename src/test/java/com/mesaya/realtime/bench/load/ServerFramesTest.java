package com.mesaya.realtime.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerFramesTest {

    private static final List<String> TEXTS = List.of("", "short", "x".repeat(126), "y".repeat(70_000));

    @Test
    void readsFramesOfEachSizeWhereverTheStreamIsCut() {
        byte[] stream = stream();

        for (int cut = 0; cut <= stream.length; cut += 1 + cut / 500) {
            var seen = new ArrayList<String>();
            int rest = ServerFrames.read(stream, 0, cut, (opcode, bytes, from, to) -> seen.add(text(bytes, from, to)));
            int end = ServerFrames.read(
                    stream, rest, stream.length, (opcode, bytes, from, to) -> seen.add(text(bytes, from, to)));

            assertThat(seen).isEqualTo(TEXTS);
            assertThat(end).isEqualTo(stream.length);
        }
    }

    @Test
    void tellsACompressedMessage() {
        byte[] frame = frame("x");
        frame[0] |= 0x40;
        var opcodes = new ArrayList<Integer>();

        ServerFrames.read(frame, 0, frame.length, (opcode, bytes, from, to) -> opcodes.add(opcode));

        assertThat(opcodes).containsExactly(ServerFrames.COMPRESSED_TEXT);
    }

    @Test
    void refusesMessagesInPiecesSinceItWouldCountThemWrong() {
        assertThatThrownBy(() -> ServerFrames.read(new byte[] {0x01, 0}, 0, 2, (opcode, bytes, from, to) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    private static byte[] stream() {
        var out = new ByteArrayOutputStream();
        for (String text : TEXTS) {
            out.writeBytes(frame(text));
        }
        return out.toByteArray();
    }

    static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(2 + Long.BYTES + payload.length).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
