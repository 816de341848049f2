package com.mesaya.realtime.transport.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Frame;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compared with headers written by hand after RFC 6455, section 5.2. */
class WireFormatTest {

    /** {@code {"event":"e","payload":}} without a payload. */
    private static final int FRAME_OVERHEAD = 24;

    @ParameterizedTest
    @CsvSource({
        "125, 817d",
        "126, 817e007e",
        "127, 817e007f",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "65537, 817f0000000000010001"
    })
    void givesATextFrameTheShortestHeader(int length, String header) {
        Frame frame = frameOf(length);

        byte[] wire = WireFormat.textFrames(List.of(frame)).toArray();

        int headerLength = header.length() / 2;
        assertThat(HexFormat.of().formatHex(wire, 0, headerLength)).isEqualTo(header);
        assertThat(wire).hasSize(headerLength + length).endsWith(frame.bytes());
    }

    @Test
    void isNothingWithoutFrames() {
        assertThat(WireFormat.textFrames(List.of()).isEmpty()).isTrue();
    }

    @Test
    void putsFramesOneAfterTheOther() {
        Frame first = frameOf(30);
        Frame second = frameOf(200);

        ByteString both = WireFormat.textFrames(List.of(first, second));

        assertThat(both)
                .isEqualTo(WireFormat.textFrames(List.of(first)).concat(WireFormat.textFrames(List.of(second))));
    }

    @Test
    void closesWithCodeAndText() {
        byte[] wire = WireFormat.closeFrame(CloseReason.SECTION_DELETED).toArray();

        String text = "the section was deleted";
        assertThat(HexFormat.of().formatHex(wire, 0, 4)).isEqualTo("8819" + "113a");
        assertThat(new String(wire, 4, wire.length - 4, UTF_8)).isEqualTo(text);
        assertThat(wire).hasSize(4 + text.length());
    }

    @ParameterizedTest
    @CsvSource({"8200, 2", "827d, 2", "827e007e, 4", "827effff, 4", "827f0000000000010000, 10"})
    void knowsHowLongAHeaderIs(String header, int length) {
        ByteString frame = ByteString.fromArray(HexFormat.of().parseHex(header));

        assertThat(WireFormat.headerLength(frame)).isEqualTo(length);
    }

    private static Frame frameOf(int length) {
        Frame frame = Frame.of("e", "1".repeat(length - FRAME_OVERHEAD).getBytes(UTF_8));
        assertThat(frame.size()).isEqualTo(length);
        return frame;
    }
}
