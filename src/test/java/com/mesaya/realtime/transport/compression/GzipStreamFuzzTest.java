package com.mesaya.realtime.transport.compression;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Gunzip;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.apache.pekko.util.ByteString;

class GzipStreamFuzzTest {

    @Property
    void isReadablePartByPartAndAsAWhole(
            @ForAll("texts") List<byte[]> texts,
            @ForAll @IntRange(max = 300) int minBytes,
            @ForAll @IntRange(min = 1, max = 9) int level) {
        var compression = new Compression(new CompressionSettings(minBytes, level));
        var stream = new GzipStream(compression);
        var other = new GzipStream(compression);
        var expected = new ByteArrayOutputStream();
        ByteString otherBytes = ByteString.emptyByteString();

        try (var client = new Gunzip()) {
            for (int index = 0; index < texts.size(); index++) {
                byte[] text = texts.get(index);
                if (index % 2 == 0) {
                    Block shared = compression.block(text);
                    otherBytes = otherBytes.concat(other.add(shared));
                    assertThat(client.read(stream.add(shared).toArray())).isEqualTo(text);
                } else {
                    otherBytes = otherBytes.concat(other.add(Block.stored(text)));
                    assertThat(client.read(
                                    stream.add(ByteString.fromArray(text)).toArray()))
                            .isEqualTo(text);
                }
                expected.writeBytes(text);
            }
            assertThat(client.isComplete()).isFalse();
            client.read(stream.end(ByteString.emptyByteString()).toArray());
            assertThat(client.isComplete()).isTrue();
        }
        expected.write('!');
        otherBytes = otherBytes.concat(other.end(ByteString.fromString("!")));
        assertThat(Gunzip.whole(otherBytes.toArray())).isEqualTo(expected.toByteArray());
    }

    /** Texts that become smaller, and noise that doesn't. */
    @Provide
    Arbitrary<List<byte[]>> texts() {
        Arbitrary<Integer> sizes = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(0, 500)),
                Tuple.of(1, Arbitraries.integers().between(65_530, 140_000)));
        return Combinators.combine(sizes, Arbitraries.of(2, 16, 256), Arbitraries.integers())
                .as(GzipStreamFuzzTest::text)
                .list()
                .ofMaxSize(8);
    }

    private static byte[] text(int size, int values, int seed) {
        byte[] text = new byte[size];
        var random = new Random(seed);
        for (int index = 0; index < size; index++) {
            text[index] = (byte) random.nextInt(values);
        }
        return text;
    }
}
