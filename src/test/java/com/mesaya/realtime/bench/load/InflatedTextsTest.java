package com.mesaya.realtime.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.testing.Deflated;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class InflatedTextsTest {

    @AutoClose
    private final InflatedTexts texts = new InflatedTexts();

    @Test
    void decompressesEachMessageOnceThoughItComesAtAnotherPlace() {
        byte[] message = Deflated.deflate("a text".repeat(2_000).getBytes(UTF_8));
        byte[] later = new byte[message.length + 10];
        System.arraycopy(message, 0, later, 5, message.length);

        byte[] text = texts.of(message, 0, message.length);

        assertThat(new String(text, UTF_8)).isEqualTo("a text".repeat(2_000));
        assertThat(texts.of(later, 5, 5 + message.length)).isSameAs(text);
    }

    @Test
    void tellsMessagesApart() {
        for (int number = 0; number < 500; number++) {
            byte[] message = Deflated.deflate(("text " + number).getBytes(UTF_8));

            assertThat(new String(texts.of(message, 0, message.length), UTF_8)).isEqualTo("text " + number);
        }
    }

    @Test
    void failsForACorruptMessage() {
        assertThatThrownBy(() -> texts.of(new byte[] {(byte) 0xFF, 1, 2}, 0, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
