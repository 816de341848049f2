package com.mesaya.realtime.transport.compression;

import static com.mesaya.realtime.testing.RawClient.COMPRESSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.mesaya.realtime.testing.Deflated;
import com.mesaya.realtime.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

class ClientFramesFuzzTest {

    private static final int LIMIT = 2_000;
    private static final int LONGEST_HEAD = 14;

    @Property
    void readsTheSameMessagesHoweverTheyAreCut(
            @ForAll @Size(max = 5) List<@IntRange(max = LIMIT) Integer> lengths, @ForAll long seed) {
        var random = new Random(seed);
        List<String> sent = lengths.stream().map(length -> text(length, random)).toList();
        var wire = new ByteArrayOutputStream();
        sent.forEach(text -> wire.writeBytes(message(text, random)));

        assertThat(texts(readInParts(wire.toByteArray(), random))).isEqualTo(sent);
    }

    @Property
    void decompressesNoMoreThanTheLimitWhateverAMessageContains(@ForAll byte[] payload, @ForAll long seed) {
        byte[] sent = RawClient.frame(true, RawClient.TEXT | COMPRESSED, payload, true);

        ByteString read = readInParts(sent, new Random(seed));

        // Each part that comes is passed on as a frame at most.
        assertThat(read.size()).isBetween(1, LIMIT + 1 + LONGEST_HEAD * sent.length);
    }

    @Property
    void passesOnOrSwallowsWhateverComes(@ForAll byte[] bytes, @ForAll long seed) {
        assertThatCode(() -> readInParts(bytes, new Random(seed))).doesNotThrowAnyException();
    }

    /** The text messages in frames of a client that are masked with zeros. */
    static List<String> texts(ByteString frames) {
        var texts = new ArrayList<String>();
        var message = new ByteArrayOutputStream();
        boolean begun = false;
        ByteBuffer in = frames.toByteBuffer();
        while (in.hasRemaining()) {
            int first = in.get() & 0xFF;
            int length = in.get() & 0x7F;
            length = length == 126 ? in.getShort() & 0xFFFF : length == 127 ? (int) in.getLong() : length;
            assertThat(in.getInt()).isZero();
            byte[] payload = new byte[length];
            in.get(payload);
            if ((first & 0xF) <= RawClient.TEXT) {
                assertThat(first & 0xF).isEqualTo(begun ? RawClient.CONTINUATION : RawClient.TEXT);
                begun = (first & 0x80) == 0;
                message.writeBytes(payload);
                if (!begun) {
                    texts.add(message.toString(UTF_8));
                    message.reset();
                }
            }
        }
        return texts;
    }

    private static ByteString readInParts(byte[] wire, Random random) {
        var frames = new ClientFrames(LIMIT, () -> false);
        var read = new ByteStringBuilder();
        for (int from = 0; from < wire.length; ) {
            int to = Math.min(wire.length, from + 1 + random.nextInt(random.nextBoolean() ? 10 : 3_000));
            frames.add(ByteString.fromArray(Arrays.copyOfRange(wire, from, to)));
            do {
                read.append(frames.next());
            } while (frames.hasNext());
            from = to;
        }
        frames.close();
        return read.result();
    }

    /** A text that can be compressed more or less well. */
    private static String text(int length, Random random) {
        int letters = 1 + random.nextInt(26);
        var text = new StringBuilder(length);
        for (int index = 0; index < length; index++) {
            text.append((char) ('a' + random.nextInt(letters)));
        }
        return text.toString();
    }

    /** A message, compressed or not, in one frame or in many, with pings between them. */
    private static byte[] message(String text, Random random) {
        byte[] payload = text.getBytes(UTF_8);
        int opcode = RawClient.TEXT;
        if (random.nextBoolean()) {
            payload = Deflated.deflate(payload);
            opcode |= COMPRESSED;
        }
        var wire = new ByteArrayOutputStream();
        int from = 0;
        boolean last;
        do {
            int to = Math.min(payload.length, from + random.nextInt(random.nextBoolean() ? 5 : 1_000));
            last = to == payload.length;
            wire.writeBytes(RawClient.frame(last, opcode, Arrays.copyOfRange(payload, from, to), true));
            if (random.nextInt(4) == 0) {
                wire.writeBytes(RawClient.frame(true, RawClient.PING, new byte[random.nextInt(126)], true));
            }
            opcode = RawClient.CONTINUATION;
            from = to;
        } while (!last);
        return wire.toByteArray();
    }
}
