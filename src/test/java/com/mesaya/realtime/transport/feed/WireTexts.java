package com.mesaya.realtime.transport.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.transport.frame.WireFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/** Reads back what {@link WireFormat} writes. */
public final class WireTexts {

    private WireTexts() {}

    /** The texts of bytes that are text frames and nothing else. */
    public static List<String> in(ByteString wire) {
        var texts = new ArrayList<String>();
        ByteString rest = wire;
        while (!rest.isEmpty()) {
            assertThat(rest.apply(0) & 0xFF).isEqualTo(WireFormat.TEXT);
            int start = WireFormat.headerLength(rest);
            int end = start + length(rest.take(start).toByteBuffer());
            texts.add(rest.slice(start, end).utf8String());
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
