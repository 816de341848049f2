package com.mesaya.realtime.transport.compression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Gunzip;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class GzipStreamTest {

    private static final String TEXT = "data: {\"status\":\"OCCUPIED\"}\n\n".repeat(20);

    private final Compression compression = new Compression(new CompressionSettings(256, 1));
    private final GzipStream stream = new GzipStream(compression);

    @Test
    void beginsWithTheHeadOfAMember() {
        assertThat(stream.add(ByteString.fromString(":\n\n")).toArray())
                .containsExactly(0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 0, 3, 0, 0xFC, 0xFF, ':', '\n', '\n');
        assertThat(stream.add(ByteString.fromString(":\n\n")).toArray())
                .containsExactly(0, 3, 0, 0xFC, 0xFF, ':', '\n', '\n');
    }

    @Test
    void sharesTheBytesOfABlock() {
        Block block = compression.block(TEXT.getBytes(UTF_8));
        stream.add(ByteString.fromString(":\n\n"));
        var other = new GzipStream(compression);
        other.add(ByteString.fromString("id"));

        assertThat(stream.add(block)).isSameAs(other.add(block));
    }

    @Test
    void compressesLargePartsAndEndsEachAtAByte() {
        stream.add(ByteString.fromString(":\n\n"));

        ByteString bytes = stream.add(ByteString.fromString(TEXT));

        assertThat(bytes.size() * 10).isLessThan(TEXT.length());
        assertThat(bytes.takeRight(4)).isEqualTo(ByteString.fromArray(Compression.TAIL));
    }

    @Test
    void endsWithTheChecksumAndTheLength() {
        ByteString bytes = stream.add(ByteString.fromString(TEXT)).concat(stream.end(ByteString.fromString("bye")));

        assertThat(new String(Gunzip.whole(bytes.toArray()), UTF_8)).isEqualTo(TEXT + "bye");
    }

    @Test
    void canEndAtOnce() {
        assertThat(Gunzip.whole(stream.end(ByteString.emptyByteString()).toArray()))
                .isEmpty();
    }
}
