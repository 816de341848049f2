package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.testing.Contract;
import com.mesaya.realtime.testing.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contracts in {@code docs} are what their makers say a contract is, and hold for what the main API sends. */
class ContractsTest {

    private static final Path SAMPLES = Path.of("src/test/resources/contract");
    private static final Pattern ERROR_CODE = Pattern.compile("<code>([A-Z_]+)</code>");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Contract async = Contract.async();
    private final Contract http = Contract.http();

    @Test
    void areWellFormed() {
        assertThat(async.defects("asyncapi-3.0.0.json")).isEmpty();
        assertThat(http.defects("openapi-3.1.json")).isEmpty();
    }

    @Test
    void haveExamplesThatAreRight() {
        var examples = new ArrayList<String>();
        async.document()
                .at("/components/messages")
                .properties()
                .forEach(message -> message.getValue().path("examples").forEach(example -> {
                    String reference = message.getValue().at("/payload/$ref").asText();
                    String schema = reference.substring(reference.lastIndexOf('/') + 1);
                    assertThat(async.violations(schema, example.path("payload")))
                            .as(message.getKey())
                            .isEmpty();
                    examples.add(message.getKey());
                }));
        assertThat(examples).hasSizeGreaterThan(15);
    }

    @Test
    void referToNothingThatIsNotThere() {
        assertThat(danglingReferences(async.document())).isEmpty();
        assertThat(danglingReferences(http.document())).isEmpty();
    }

    private static List<String> danglingReferences(JsonNode document) {
        return document.findValuesAsText("$ref").stream()
                .filter(reference -> document.at(reference.substring(1)).isMissingNode())
                .toList();
    }

    @Test
    void nameEveryMessageInAnOperation() {
        List<String> told = async.document().at("/operations").findValuesAsText("$ref");
        async.document()
                .at("/channels/section/messages")
                .fieldNames()
                .forEachRemaining(name -> assertThat(told).contains("#/channels/section/messages/" + name));
    }

    @ParameterizedTest
    @CsvSource({
        "v1-mesa-ya.tables.selecting, HoldEnvelope",
        "v1-mesa-ya.tables.created, EnvelopeV1",
        "v1-mesa-ya.tables.updated, EnvelopeV1",
        "v1-mesa-ya.tables.deleted, EnvelopeV1",
        "v1-mesa-ya.objects, EnvelopeV1",
        "v2-mesa-ya., EnvelopeV2",
        "section-snapshot, Section"
    })
    void holdForWhatTheMainApiSends(String begin, String schema) throws IOException {
        assertThat(samples(begin))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(async.violations(schema, Files.readString(sample)))
                        .isEmpty());
    }

    @Test
    void holdForASectionThatComesWrapped() throws IOException {
        JsonNode answer = JSON.readTree(Samples.bytes("v2-section-snapshot-wrapped.json"));

        assertThat(answer.properties()).hasSize(1);
        assertThat(async.violations("Section", answer.path("data"))).isEmpty();
    }

    private static List<Path> samples(String begin) throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(file -> file.getFileName().toString().startsWith(begin))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"section.snapshot\"}",
                "{\"event\":\"section.snapshot\",\"payload\":{\"id\":\"s\",\"tables\":[{}]}}",
                "{\"event\":\"section.resumed\",\"payload\":{\"cursor\":\"a\"}}",
                "{\"event\":\"table.selecting\",\"payload\":{\"id\":\"t1\"}}",
                "{\"event\":\"table.updated\",\"payload\":{\"id\":\"t1\"},\"more\":1}",
                "{\"event\":\"table.updated\",\"payload\":{\"id\":\"t1\"},\"cursor\":\"a b\"}",
                "{\"event\":\"Table.updated\",\"payload\":{\"id\":\"t1\"}}",
                "{\"event\":\"system.unknown\",\"payload\":{\"id\":\"t1\"}}",
                "{\"event\":\"session.expiring\",\"payload\":{\"expiresAt\":\"tomorrow\"}}",
                "{\"event\":\"error\",\"payload\":{\"code\":\"NO_SUCH_CODE\",\"message\":\"m\"}}"
            })
    void refuseWhatTheServiceNeverSends(String frame) {
        assertThat(async.violations("ServerFrame", frame)).isNotEmpty();
    }

    @Test
    void areExplainedOnThePage() throws IOException {
        String page = Files.readString(Path.of("src/main/web/docs/index.html"));

        assertThat(page).contains("asyncapi.yaml", "openapi.yaml");
        var events = new ArrayList<String>();
        for (JsonNode schema : async.document().at("/components/schemas")) {
            events.addAll(events(schema.at("/properties/event")));
        }
        assertThat(events).contains("section.snapshot", "table.released");
        events.forEach(event -> assertThat(page).contains("<code>" + event + "</code>"));
        async.document()
                .at("/channels/section/x-close-codes")
                .findValuesAsText("code")
                .forEach(code -> assertThat(page).contains("<td>" + code));
        Stream<String> errors = ERROR_CODE.matcher(page).results().map(found -> found.group(1));
        assertThat(errors).hasSameElementsAs(errorsToClients());
        http.document()
                .path("paths")
                .fieldNames()
                .forEachRemaining(path -> assertThat(page).contains("<code>" + path + "</code>"));
        async.document()
                .path("channels")
                .findValuesAsText("address")
                .forEach(address -> assertThat(page).contains("<code>" + address + "</code>"));
    }

    /** The events that a schema names; one that isn't of an event, or has a pattern for it, names none. */
    private static List<String> events(JsonNode event) {
        return event.has("const") ? List.of(event.path("const").asText()) : texts(event.path("enum"));
    }

    @Test
    void nameEveryErrorThereIs() {
        JsonNode headers = async.document().at("/components/messages/deadLetter/headers/properties");
        List<String> all =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList();

        Set<String> named = errorsToClients();
        named.addAll(texts(headers.at("/mesaya-error-code/enum")));

        assertThat(named).hasSameElementsAs(all);
    }

    private Set<String> errorsToClients() {
        JsonNode frame = async.document().at("/components/schemas/ErrorFrame/properties/payload");
        JsonNode body = http.document().at("/components/schemas/ErrorBody/properties/error");
        var codes = new HashSet<String>(texts(frame.at("/properties/code/enum")));
        codes.addAll(texts(body.at("/properties/code/enum")));
        return codes;
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
