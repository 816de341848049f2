package com.mesaya.realtime.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerEventsTest {

    private static final byte[] STREAM =
            ":\n\nretry: 1000\nid: a\ndata: {\"n\":1}\n\ndata: \n\n:\n\nevent: close\nid: b\ndata: {\"code\":1012}\n\n"
                    .getBytes(StandardCharsets.US_ASCII);

    @Test
    void readsEventsWhereverTheStreamIsCut() {
        for (int cut = 0; cut <= STREAM.length; cut++) {
            var seen = new ArrayList<String>();
            ServerFrames.Sink sink = (opcode, bytes, from, to) ->
                    seen.add(opcode + " " + new String(bytes, from, to - from, StandardCharsets.US_ASCII));

            int rest = ServerEvents.read(STREAM, 0, cut, sink);
            int end = ServerEvents.read(STREAM, rest, STREAM.length, sink);

            assertThat(seen)
                    .isEqualTo(List.of(
                            ServerFrames.TEXT + " {\"n\":1}",
                            ServerFrames.TEXT + " ",
                            ServerFrames.CLOSE + " {\"code\":1012}"));
            assertThat(end).isEqualTo(STREAM.length);
        }
    }
}
