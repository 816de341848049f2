package com.mesaya.realtime.transport.compression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Deflated;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

    private static final String JSON = "{\"id\":\"table-1\",\"status\":\"OCCUPIED\",\"seats\":4},";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void makesAMessageSmaller(int level) {
        byte[] message = JSON.repeat(1_000).getBytes(UTF_8);

        ByteString compressed = compressed(new Compression(new CompressionSettings(1, level)), message);

        assertThat(compressed.size() * 20).isLessThan(message.length);
        assertThat(Deflated.inflate(compressed.toArray())).isEqualTo(message);
    }

    @Test
    void leavesOutTheEndOfTheFlush() {
        ByteString compressed = compressed(new Compression(new CompressionSettings(1, 6)), new byte[100]);

        assertThat(compressed.takeRight(4)).isNotEqualTo(ByteString.fromArray(Compression.TAIL));
    }

    @Test
    void compressesEachMessageByItself() {
        var compression = new Compression(new CompressionSettings(1, 6));
        byte[] message = JSON.repeat(10).getBytes(UTF_8);

        assertThat(compression.compress(message)).isEqualTo(compression.compress(message));
    }

    @Test
    void leavesASmallMessageAsItIs() {
        var compression = new Compression(new CompressionSettings(100, 6));

        assertThat(compression.compress(new byte[99])).isNull();
        assertThat(compression.compress(new byte[100])).isNotNull();
    }

    @Test
    void leavesAMessageAsItIsThatWouldNotBecomeSmaller() {
        var compression = new Compression(new CompressionSettings(1, 6));
        byte[] noise = new byte[70_000];
        new Random(4711).nextBytes(noise);

        assertThat(compression.compress(noise)).isNull();
        assertThat(compression.compress("a".getBytes(UTF_8))).isNull();
        assertThat(compression.compress("abcdef".getBytes(UTF_8))).isNull();
        assertThat(compression.compress(new byte[0])).isNull();
    }

    @Test
    void compressesForManyThreadsAtOnce() {
        var compression = new Compression(new CompressionSettings(1, 6));

        List<byte[]> messages = IntStream.range(0, 1_000)
                .mapToObj(number -> (number + JSON.repeat(number % 50 + 3)).getBytes(UTF_8))
                .toList();

        messages.parallelStream()
                .forEach(message -> assertThat(Deflated.inflate(
                                compressed(compression, message).toArray()))
                        .isEqualTo(message));
    }

    @Test
    void noneCompressesNothing() {
        assertThat(Compression.NONE.compress(new byte[100_000])).isNull();
    }

    private static ByteString compressed(Compression compression, byte[] message) {
        return Objects.requireNonNull(compression.compress(message), "it becomes smaller");
    }
}
