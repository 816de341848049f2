package com.mesaya.realtime.transport.compression;

import static com.mesaya.realtime.testing.RawClient.COMPRESSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Deflated;
import com.mesaya.realtime.testing.RawClient;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFramesTest {

    private static final int LIMIT = 1_000;
    private static final String TEXT = "a text, a text, a text, a text";
    private static final byte[] SMALL = Deflated.deflate(TEXT.getBytes(UTF_8));

    private boolean closing;
    private final ClientFrames frames = new ClientFrames(LIMIT, () -> closing);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 1_000})
    void decompressesAMessage(int length) {
        byte[] message = "x".repeat(length).getBytes(UTF_8);

        ByteString read = read(compressed(Deflated.deflate(message)));

        assertThat(read).isEqualTo(ByteString.fromArray(RawClient.frame(true, RawClient.TEXT, message, true)));
        assertThat(frames.isIdle()).isTrue();
    }

    @Test
    void unmasks() {
        byte[] frame = compressed(SMALL);
        byte[] mask = {1, 2, 3, 4};
        System.arraycopy(mask, 0, frame, 2, mask.length);
        for (int index = 6; index < frame.length; index++) {
            frame[index] ^= mask[(index - 6) % 4];
        }

        var read = new ByteStringBuilder();
        for (byte part : frame) {
            read.append(read(new byte[] {part}));
        }

        assertThat(ClientFramesFuzzTest.texts(read.result())).containsExactly(TEXT);
    }

    @Test
    void leavesAllOtherFramesAsTheyAre() {
        ByteString others = bytes(
                RawClient.frame(true, RawClient.TEXT, new byte[300], true),
                RawClient.frame(false, RawClient.BINARY, new byte[70_000], true),
                RawClient.frame(true, RawClient.CONTINUATION, new byte[1], true),
                RawClient.frame(true, RawClient.PONG, new byte[0], true),
                RawClient.frame(true, RawClient.TEXT, new byte[3], false));

        assertThat(read(others.toArray())).isEqualTo(others);
        assertThat(frames.isIdle()).isTrue();
    }

    @Test
    void leavesTheBitWhereItIsNotAllowed() {
        for (byte[] wrong : new byte[][] {
            RawClient.frame(true, RawClient.PING | COMPRESSED, SMALL, true),
            RawClient.frame(true, RawClient.CONTINUATION | COMPRESSED, SMALL, true),
            RawClient.frame(true, RawClient.TEXT | COMPRESSED | 0x10, SMALL, true),
            RawClient.frame(true, RawClient.TEXT | COMPRESSED, SMALL, false),
            RawClient.frame(true, 0x3 | COMPRESSED, SMALL, true)
        }) {
            assertThat(read(wrong)).isEqualTo(ByteString.fromArray(wrong));
        }
    }

    @Test
    void leavesTheBitOfASecondMessageWithinAMessage() {
        byte[] second = RawClient.frame(true, RawClient.TEXT | COMPRESSED, SMALL, true);
        read(RawClient.frame(false, RawClient.TEXT | COMPRESSED, SMALL, true));

        assertThat(read(second)).isEqualTo(ByteString.fromArray(second));
    }

    @Test
    void passesAControlFrameOnBetweenThePartsOfAMessage() {
        ByteString ping = ByteString.fromArray(RawClient.frame(true, RawClient.PING, new byte[] {7}, true));

        ByteString read = read(bytes(
                        RawClient.frame(false, RawClient.TEXT | COMPRESSED, Arrays.copyOf(SMALL, 3), true),
                        ping.toArray(),
                        RawClient.frame(true, RawClient.CONTINUATION, Arrays.copyOfRange(SMALL, 3, SMALL.length), true))
                .toArray());

        assertThat(read.indexOfSlice(toScala(ping), 0)).isPositive();
        assertThat(ClientFramesFuzzTest.texts(read)).containsExactly(TEXT);
    }

    @Test
    void decompressesNoMoreThanTheLimitAndOneByte() {
        byte[] bomb = Deflated.deflate(new byte[10_000_000]);

        ByteString read = read(compressed(bomb));

        assertThat(read)
                .isEqualTo(ByteString.fromArray(RawClient.frame(true, RawClient.TEXT, new byte[LIMIT + 1], true)));
        assertThat(frames.isIdle()).isTrue();
    }

    @Test
    void passesNothingOnOfTheRestOfAMessageThatIsTooLarge() {
        byte[] frame = compressed(Deflated.deflate(new byte[10_000_000]));
        int half = frame.length / 2;
        ByteString pong = ByteString.fromArray(RawClient.frame(true, RawClient.PONG, new byte[0], true));

        assertThat(read(Arrays.copyOf(frame, half)).size()).isGreaterThan(LIMIT);

        assertThat(read(bytes(Arrays.copyOfRange(frame, half, frame.length), pong.toArray())
                        .toArray()))
                .isEqualTo(pong);
        assertThat(frames.isIdle()).isTrue();
    }

    @Test
    void endsACorruptMessageWithAByteThatNoTextContains() {
        ByteString read = read(compressed(new byte[] {(byte) 0xFF, 1, 2, 3}));

        assertThat(read)
                .isEqualTo(ByteString.fromArray(RawClient.frame(true, RawClient.TEXT, new byte[] {(byte) 0xFF}, true)));
    }

    @Test
    void readsOnAfterABlockThatSaysItIsTheLastOne() {
        // RFC 7692, section 7.2.3.5
        byte[] hello = {(byte) 0xF3, 0x48, (byte) 0xCD, (byte) 0xC9, (byte) 0xC9, 0x07, 0x00, 0x00};

        assertThat(ClientFramesFuzzTest.texts(read(compressed(hello)))).containsExactly("Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f248cdc9c90700", "000500faff48656c6c6f00", "f24805000000ffffcac9c90700"})
    void readsTheExamplesOfTheStandard(String hex) {
        // RFC 7692, sections 7.2.3.1, 7.2.3.3 and 7.2.3.6
        byte[] hello = HexFormat.of().parseHex(hex);

        assertThat(ClientFramesFuzzTest.texts(read(compressed(hello)))).containsExactly("Hello");
    }

    @Test
    void decompressesOneMessageAtATime() {
        frames.add(bytes(compressed(SMALL), compressed(SMALL)));

        assertThat(ClientFramesFuzzTest.texts(frames.next())).containsExactly(TEXT);
        assertThat(frames.hasNext()).isTrue();
        assertThat(ClientFramesFuzzTest.texts(frames.next())).containsExactly(TEXT);
        assertThat(frames.hasNext()).isFalse();
        assertThat(frames.next().isEmpty()).isTrue();
    }

    @Test
    void decompressesNothingMoreWhenTheConnectionIsBeingClosed() {
        closing = true;
        ByteString close = ByteString.fromArray(RawClient.frame(true, RawClient.CLOSE, new byte[0], true));

        ByteString read = read(bytes(compressed(SMALL), close.toArray()).toArray());

        assertThat(ClientFramesFuzzTest.texts(read)).containsExactly("");
        assertThat(read.endsWith(toScala(close))).isTrue();
    }

    @Test
    void passesAnImpossibleLengthOn() {
        byte[] frame = compressed(new byte[70_000]);
        frame[2] = (byte) 0x80;

        assertThat(read(frame)).isEqualTo(ByteString.fromArray(frame));
    }

    private ByteString read(byte[] bytes) {
        frames.add(ByteString.fromArray(bytes));
        var read = new ByteStringBuilder();
        do {
            read.append(frames.next());
        } while (frames.hasNext());
        return read.result();
    }

    private static byte[] compressed(byte[] payload) {
        return RawClient.frame(true, RawClient.TEXT | COMPRESSED, payload, true);
    }

    private static scala.collection.immutable.Seq<Object> toScala(ByteString bytes) {
        return bytes;
    }

    private static ByteString bytes(byte[]... parts) {
        var all = new ByteStringBuilder();
        for (byte[] part : parts) {
            all.append(ByteString.fromArray(part));
        }
        return all.result();
    }
}
