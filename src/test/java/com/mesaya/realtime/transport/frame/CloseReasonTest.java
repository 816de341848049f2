package com.mesaya.realtime.transport.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.ErrorCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CloseReasonTest {

    /** RFC 6455, section 5.5: a control frame's body has at most 125 bytes, two of which are the code. */
    private static final int MAX_TEXT = 123;

    @ParameterizedTest
    @CsvSource({
        "BINARY_REFUSED, 1003, false",
        "TOO_MANY_BAD_MESSAGES, 1008, false",
        "MESSAGE_TOO_BIG, 1009, false",
        "SERVER_STOPPING, 1012, true",
        "INTERNAL, 1011, true",
        "OUT_OF_REACH, 1012, true",
        "OVERFLOWED, 1013, true",
        "SNAPSHOT_UNAVAILABLE, 1013, true",
        "OVERLOADED, 1013, true",
        "TOKEN_EXPIRED, 4401, true",
        "ACCESS_DENIED, 4403, false",
        "SECTION_NOT_FOUND, 4404, false",
        "SECTION_REFUSED, 4404, false",
        "SECTION_DELETED, 4410, false"
    })
    void hasTheContractsCode(CloseReason reason, int code, boolean comeBack) {
        assertThat(reason.code()).isEqualTo(code);
        assertThat(reason.comeBack()).isEqualTo(comeBack);
    }

    @ParameterizedTest
    @EnumSource
    void fitsIntoACloseFrame(CloseReason reason) {
        assertThat(reason.text()).isNotBlank();
        assertThat(reason.text().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(MAX_TEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "ACCESS_DENIED, ACCESS_DENIED",
        "SECTION_NOT_FOUND, SECTION_NOT_FOUND",
        "SNAPSHOT_UNAVAILABLE, SNAPSHOT_UNAVAILABLE",
        "SNAPSHOT_INVALID, SNAPSHOT_UNAVAILABLE",
        "SECTION_REFUSED, SECTION_REFUSED",
        "SECTION_DELETED, SECTION_DELETED",
        "OVERLOADED, OVERLOADED",
        "TOO_MANY_CONNECTIONS, OVERLOADED",
        "TOKEN_EXPIRED, TOKEN_EXPIRED",
        "BINARY_REFUSED, BINARY_REFUSED",
        "MESSAGE_TOO_BIG, MESSAGE_TOO_BIG",
        "INTERNAL, INTERNAL",
        "INVALID_PAYLOAD, INTERNAL"
    })
    void goesWithAnError(ErrorCode error, CloseReason reason) {
        assertThat(CloseReason.of(error)).isEqualTo(reason);
    }

    @Test
    void isCountedUnderANameOfItsOwn() {
        assertThat(Stream.of(CloseReason.values()).map(CloseReason::label)).doesNotHaveDuplicates();
        assertThat(CloseReason.OUT_OF_REACH.label()).isEqualTo("out_of_reach");
    }
}
