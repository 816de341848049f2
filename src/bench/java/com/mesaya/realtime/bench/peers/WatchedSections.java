package com.mesaya.realtime.bench.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who watches which section. Thread-safe. */
final class WatchedSections {

    private static final int TEXT = 0x81;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final byte[] HEAD = ascii("{\"event\":\"table.updated\",\"payload\":");
    private static final byte[] ENTITY = ascii("\"entity\":");
    private static final byte[] SECTION = ascii("\"sectionId\":\"");
    private static final byte[] AFTER_ENTITY = ascii(",\"performedBy\"");

    private final Map<String, Set<Channel>> channels = new ConcurrentHashMap<>();

    void add(String section, Channel channel) {
        Set<Channel> watching = channels.computeIfAbsent(section, first -> ConcurrentHashMap.newKeySet());
        watching.add(channel);
        channel.closeFuture().addListener(closed -> watching.remove(channel));
    }

    /** Writes an event to everybody, with the header before it: the frame is encoded once, below Netty's WebSocket codec. */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // who can't be written to is gone, and removed when its channel closes
    void tell(byte[] record) {
        int sectionAt = indexOf(record, SECTION, 0) + SECTION.length;
        int sectionEnd = sectionAt;
        while (record[sectionEnd] != '"') {
            sectionEnd++;
        }
        Set<Channel> watching = channels.get(ascii(record, sectionAt, sectionEnd));
        if (watching == null || watching.isEmpty()) {
            return;
        }
        ByteBuf frame = frame(record);
        for (Channel channel : watching) {
            channel.pipeline().firstContext().writeAndFlush(frame.retainedDuplicate());
        }
        frame.release();
    }

    private static ByteBuf frame(byte[] record) {
        int from = indexOf(record, ENTITY, 0) + ENTITY.length;
        int to = indexOf(record, AFTER_ENTITY, from);
        int length = HEAD.length + to - from + 1;
        ByteBuf frame = Unpooled.directBuffer(length + 2 + Long.BYTES).writeByte(TEXT);
        if (length < TWO_BYTE_LENGTH) {
            frame.writeByte(length);
        } else {
            frame.writeByte(TWO_BYTE_LENGTH).writeShort(length);
        }
        return frame.writeBytes(HEAD).writeBytes(record, from, to - from).writeByte('}');
    }

    private static int indexOf(byte[] bytes, byte[] word, int from) {
        for (int at = from; at <= bytes.length - word.length; at++) {
            int index = 0;
            while (index < word.length && bytes[at + index] == word[index]) {
                index++;
            }
            if (index == word.length) {
                return at;
            }
        }
        throw new IllegalArgumentException("not a record of the benchmark");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
