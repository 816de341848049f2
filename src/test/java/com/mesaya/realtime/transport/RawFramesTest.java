package com.mesaya.realtime.transport;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawFramesTest {

    private static final ByteString UPGRADE =
            ByteString.fromString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
    private static final ByteString PONG = ByteString.fromInts(0x8A, 0x02, 'h', 'i');
    private static final ByteString PEKKOS_CLOSE = ByteString.fromInts(0x88, 0x02, 0x03, 0xE8);
    private static final Duration LONG = Duration.ofMinutes(1);

    private ActorTestKit testKit;

    @BeforeAll
    void startActors() {
        testKit = ActorTestKit.create();
    }

    @AfterAll
    void stopActors() {
        testKit.shutdownTestKit();
    }

    @Test
    void letHttpPassAsItIsBeforeTheUpgrade() throws Exception {
        ByteString head = ByteString.fromString("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
        ByteString body = ByteString.fromInts(WireFormat.BINARY, 0x01, 'x');

        assertThat(sent(head, body, ByteString.emptyByteString())).isEqualTo(bytes(head, body));
    }

    @Test
    void letTheUpgradeItselfPass() throws Exception {
        assertThat(sent(UPGRADE)).isEqualTo(UPGRADE);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 100, 200, 65_000, 70_000, 1_000_000})
    void unwrapBinaryFramesOfEveryLength(int length) throws Exception {
        ByteString text = WireFormat.textFrames(List.of(frame(length)));

        assertThat(sent(UPGRADE, wrapped(text))).isEqualTo(bytes(UPGRADE, text));
    }

    @Test
    void unwrapManyTextFramesFromOneBinaryFrame() throws Exception {
        ByteString texts = WireFormat.textFrames(List.of(frame(30), frame(300), Errors.frame(ErrorCode.INTERNAL)));

        assertThat(sent(UPGRADE, wrapped(texts))).isEqualTo(bytes(UPGRADE, texts));
    }

    @Test
    void letControlFramesPass() throws Exception {
        ByteString text = WireFormat.textFrames(List.of(frame(30)));

        assertThat(sent(UPGRADE, PONG, wrapped(text), PONG)).isEqualTo(bytes(UPGRADE, PONG, text, PONG));
    }

    @Test
    void letNothingPassAfterACloseOfOurs() throws Exception {
        ByteString close = WireFormat.closeFrame(CloseReason.SECTION_DELETED);

        assertThat(sent(UPGRADE, wrapped(close), PONG, wrapped(close), PEKKOS_CLOSE))
                .isEqualTo(bytes(UPGRADE, close));
    }

    @Test
    void letNothingPassAfterACloseOfPekkos() throws Exception {
        ByteString text = WireFormat.textFrames(List.of(frame(30)));

        assertThat(sent(UPGRADE, PEKKOS_CLOSE, wrapped(text), PEKKOS_CLOSE)).isEqualTo(bytes(UPGRADE, PEKKOS_CLOSE));
    }

    @Test
    void letWhatTheClientSendsPassAsItIs() throws Exception {
        ByteString masked = ByteString.fromInts(0x82, 0x81, 1, 2, 3, 4, 5);
        Flow<ByteString, ByteString, ?> socket = Flow.fromSinkAndSource(Sink.ignore(), Source.single(masked));

        ByteString received = Source.<ByteString>maybe()
                .via(RawFrames.create(LONG, LONG).join(socket))
                .runWith(Sink.head(), testKit.system())
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(received).isEqualTo(masked);
    }

    /** What reaches the socket; an echo brings it back to be looked at. */
    private ByteString sent(ByteString... byPekko) throws Exception {
        var socket = Flow.of(ByteString.class);
        return Source.from(List.of(byPekko))
                .via(RawFrames.create(LONG, LONG).join(socket))
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), testKit.system())
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** A binary frame as Pekko HTTP renders it. */
    private static ByteString wrapped(ByteString raw) {
        int length = raw.length();
        ByteString header = length <= 125
                ? ByteString.fromInts(0x82, length)
                : length <= 65_535
                        ? ByteString.fromInts(0x82, 126, length >> 8, length)
                        : ByteString.fromInts(0x82, 127, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length);
        return header.concat(raw);
    }

    private static Frame frame(int length) {
        return Frame.of("e", "1".repeat(length - 23).getBytes(UTF_8));
    }

    private static ByteString bytes(ByteString... parts) {
        var all = new ByteStringBuilder();
        for (ByteString part : parts) {
            all.append(part);
        }
        return all.result();
    }
}
