package com.mesaya.realtime.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Deflated;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GzippedEventsTest {

    private static final String SNAPSHOT = "retry: 1000\nid: a.1\ndata: {\"n\":1}\n\n";
    private static final String EVENT = ".2\ndata: {\"n\":\"" + "2".repeat(1_000) + "\"}\n\n";

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    @Test
    void readsBlocksWhereverTheStreamIsCut() {
        stream.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF});
        addCompressed(SNAPSHOT);
        addStored("id: a");
        addCompressed(EVENT);
        addStored(":\n\n");
        addStored("id: a");
        addStored(".3\ndata: {\"n\":3}\n\n");
        addStored("event: close\nretry: 1\ndata: {\"code\":1012}\n\n");
        byte[] bytes = stream.toByteArray();

        for (int cut = 0; cut <= bytes.length; cut++) {
            var seen = new ArrayList<String>();
            ServerFrames.Sink sink = (opcode, read, from, to) -> seen.add(opcode + " "
                    + (opcode == ServerFrames.COMPRESSED_EVENTS
                            ? new String(Deflated.inflate(Arrays.copyOfRange(read, from, to)), US_ASCII)
                            : new String(read, from, to - from, US_ASCII)));

            int rest = GzippedEvents.read(bytes, 0, cut, sink);
            int end = GzippedEvents.read(bytes, rest, bytes.length, sink);

            assertThat(seen)
                    .isEqualTo(List.of(
                            ServerFrames.COMPRESSED_EVENTS + " " + SNAPSHOT,
                            ServerFrames.COMPRESSED_EVENTS + " " + EVENT,
                            ServerFrames.TEXT + " {\"n\":3}",
                            ServerFrames.CLOSE + " {\"code\":1012}"));
            assertThat(end).isEqualTo(bytes.length);
        }
    }

    private void addCompressed(String text) {
        stream.writeBytes(Deflated.deflate(text.getBytes(US_ASCII)));
        stream.writeBytes(new byte[] {0, 0, (byte) 0xFF, (byte) 0xFF});
    }

    private void addStored(String text) {
        int length = text.length();
        stream.writeBytes(new byte[] {0, (byte) length, 0, (byte) ~length, (byte) 0xFF});
        stream.writeBytes(text.getBytes(US_ASCII));
    }
}
