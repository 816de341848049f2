package com.mesaya.realtime.transport.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.testing.Contract;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.feed.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.junit.jupiter.api.Test;

/** What the transport says by itself is what the contracts say it says. */
class ContractTest {

    /** What only happens to Kafka records. */
    private static final Set<ErrorCode> OF_RECORDS = EnumSet.of(
            ErrorCode.INVALID_PAYLOAD,
            ErrorCode.RECORD_TOO_BIG,
            ErrorCode.TOPIC_NOT_FOUND,
            ErrorCode.UNSUPPORTED_VERSION,
            ErrorCode.SECTION_UNKNOWN);

    private final Contract async = Contract.async();
    private final Contract http = Contract.http();

    @Test
    void namesEveryCloseReasonAndNoOther() {
        List<String> written = StreamSupport.stream(
                        async.document().at("/channels/section/x-close-codes").spliterator(), false)
                .map(close -> close.path("code").asInt() + " "
                        + close.path("reason").asText() + " "
                        + close.path("comeBack").asBoolean())
                .toList();

        assertThat(written)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CloseReason.values())
                        .map(reason -> reason.code() + " " + reason.text() + " " + reason.comeBack())
                        .toList());
    }

    @Test
    void knowsEveryErrorThatCanBeSent() {
        for (ErrorCode code : EnumSet.complementOf(EnumSet.copyOf(OF_RECORDS))) {
            List<String> asFrame = async.violations("ServerFrame", text(Errors.frame(code)));
            List<String> asBody = http.violations("ErrorBody", body(code));

            assertThat(asFrame.isEmpty() || asBody.isEmpty())
                    .as("%s: %s %s", code, asFrame, asBody)
                    .isTrue();
        }
        assertThat(enumOf(async, "/components/schemas/ErrorFrame/properties/payload/properties/code"))
                .isSubsetOf(names());
        assertThat(enumOf(http, "/components/schemas/ErrorBody/properties/error/properties/code"))
                .isSubsetOf(names());
        assertThat(enumOf(async, "/components/messages/deadLetter/headers/properties/mesaya-error-code"))
                .isSubsetOf(names())
                .containsAll(OF_RECORDS.stream().map(ErrorCode::name).toList());
    }

    @Test
    void knowsEveryErrorThatCloses() {
        for (ErrorCode code : ErrorCode.values()) {
            if (CloseReason.of(code) != CloseReason.INTERNAL) {
                assertThat(async.violations("ErrorFrame", text(Errors.frame(code))))
                        .isEmpty();
            }
        }
    }

    @Test
    void knowsTheFramesOfTheSessionAndOfAGap() {
        Frame gap = SharedFrames.gap(3).withCursor(FirstFrames.relative(2));

        assertThat(async.violations("SectionGap", text(gap))).isEmpty();
        assertThat(async.violations("SessionExpiring", text(Session.frame("session.expiring", Instant.EPOCH))))
                .isEmpty();
        assertThat(async.violations("SessionAuthenticated", text(Session.frame("session.authenticated", null))))
                .isEmpty();
    }

    private static String text(Frame frame) {
        return new String(frame.bytes(), StandardCharsets.UTF_8);
    }

    private static String body(ErrorCode code) {
        HttpEntity.Strict entity = (HttpEntity.Strict) Errors.response(code).entity();
        return entity.getData().utf8String();
    }

    private static List<String> names() {
        return Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList();
    }

    private static List<String> enumOf(Contract contract, String pointer) {
        JsonNode codes = contract.document().at(pointer).path("enum");
        assertThat(codes).isNotEmpty();
        var names = new ArrayList<String>();
        codes.forEach(code -> names.add(code.asText()));
        return names;
    }
}
