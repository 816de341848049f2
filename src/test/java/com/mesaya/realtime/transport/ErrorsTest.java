package com.mesaya.realtime.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.domain.ErrorCode;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "INVALID_SECTION, 400",
        "TOKEN_MISSING, 401",
        "TOKEN_INVALID, 401",
        "TOKEN_EXPIRED, 401",
        "TOKEN_NOT_YET_VALID, 401",
        "KEYS_UNAVAILABLE, 503",
        "ACCESS_DENIED, 403",
        "ORIGIN_DENIED, 403",
        "HOST_DENIED, 403",
        "NOT_FOUND, 404",
        "SECTION_NOT_FOUND, 404",
        "UPGRADE_REQUIRED, 426",
        "TOO_MANY_CONNECTIONS, 429",
        "INTERNAL, 500",
        "OVERLOADED, 503",
        "STOPPING, 503",
        "SNAPSHOT_UNAVAILABLE, 503",
        "SNAPSHOT_INVALID, 503",
        "SECTION_REFUSED, 404",
        "SECTION_DELETED, 410"
    })
    void haveAStatusBeforeTheUpgrade(ErrorCode code, int status) {
        assertThat(Errors.response(code).status().intValue()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "STOPPING, 1",
        "OVERLOADED, 1",
        "KEYS_UNAVAILABLE, 1",
        "TOKEN_NOT_YET_VALID, 5",
        "TOO_MANY_CONNECTIONS, 10"
    })
    void sayWhenToComeBack(ErrorCode code, String seconds) {
        assertThat(Errors.response(code).getHeader("Retry-After").map(HttpHeader::value))
                .contains(seconds);
    }

    @ParameterizedTest
    @EnumSource
    void areJsonBeforeTheUpgrade(ErrorCode code) throws IOException {
        HttpResponse response = Errors.response(code);

        var entity = (HttpEntity.Strict) response.entity();
        assertThat(entity.getContentType()).isEqualTo(ContentTypes.APPLICATION_JSON);
        JsonNode body = JSON.readTree(entity.getData().toArray());
        assertThat(body.properties()).hasSize(1);
        assertSays(code, body.path("error"));
    }

    @ParameterizedTest
    @EnumSource
    void areAFrameAfterTheUpgrade(ErrorCode code) throws IOException {
        JsonNode frame = JSON.readTree(Errors.frame(code).bytes());

        assertThat(frame.properties()).hasSize(2);
        assertThat(frame.path("event").asText()).isEqualTo("error");
        assertSays(code, frame.path("payload"));
    }

    @Test
    void sayWhatTheMainApiAnswered() throws IOException {
        JsonNode frame = JSON.readTree(
                Errors.frame(ErrorCode.SECTION_REFUSED, OptionalInt.of(422)).bytes());

        assertThat(frame.at("/payload/message").asText()).endsWith(" The main API answered 422.");
    }

    private static void assertSays(ErrorCode code, JsonNode error) {
        assertThat(error.properties()).hasSize(2);
        assertThat(error.path("code").asText()).isEqualTo(code.name());
        assertThat(error.path("message").asText()).isNotBlank();
    }
}
