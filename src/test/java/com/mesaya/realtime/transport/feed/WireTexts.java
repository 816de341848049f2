package com.mesaya.realtime.transport.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Deflated;
import com.mesaya.realtime.transport.frame.WireFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/** Reads back what {@link WireFormat} writes. */
public final class WireTexts {

    private WireTexts() {}

    /** The texts of bytes that are text frames and nothing else, compressed or not. */
    public static List<String> in(ByteString wire) {
        var texts = new ArrayList<String>();
        ByteString rest = wire;
        while (!rest.isEmpty()) {
            int first = rest.apply(0) & 0xFF;
            assertThat(first).isIn(WireFormat.TEXT, WireFormat.COMPRESSED_TEXT);
            int start = WireFormat.headerLength(rest);
            int end = start + length(rest.take(start).toByteBuffer());
            byte[] payload = rest.slice(start, end).toArray();
            texts.add(new String(first == WireFormat.TEXT ? payload : Deflated.inflate(payload), UTF_8));
            rest = rest.drop(end);
        }
        return texts;
    }

    private static int length(ByteBuffer header) {
        return switch (header.remaining()) {
            case 2 -> header.get(1);
            case 4 -> header.getShort(2) & 0xFFFF;
            default -> (int) header.getLong(2);
        };
    }
}
