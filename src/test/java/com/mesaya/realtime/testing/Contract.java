package com.mesaya.realtime.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A contract in {@code docs}, and what it says of a piece of JSON. Thread-safe. */
public final class Contract {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final VersionFlag dialect;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    private Contract(String file, VersionFlag dialect) {
        try {
            this.document = new YAMLMapper().readTree(Path.of("docs", file).toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        this.dialect = dialect;
    }

    /** What goes over WebSockets and through Kafka. */
    public static Contract async() {
        return new Contract("asyncapi.yaml", VersionFlag.V7);
    }

    /** What goes over HTTP. */
    public static Contract http() {
        return new Contract("openapi.yaml", VersionFlag.V202012);
    }

    public JsonNode document() {
        return document;
    }

    /** What is wrong with the contract itself, going by its makers' schema. */
    public List<String> defects(String metaschema) {
        try (var in = Contract.class.getResourceAsStream("/metaschema/" + metaschema)) {
            return messages(JsonSchemaFactory.getInstance(dialect).getSchema(JSON.readTree(in)), document);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What is wrong with JSON that ought to be as the schema of that name says. */
    public List<String> violations(String schemaName, String json) {
        try {
            return violations(schemaName, JSON.readTree(json));
        } catch (IOException malformed) {
            return List.of(malformed.toString());
        }
    }

    /** What is wrong with JSON that ought to be as the schema of that name says. */
    public List<String> violations(String schemaName, JsonNode json) {
        return messages(schemas.computeIfAbsent(schemaName, this::schema), json);
    }

    private JsonSchema schema(String name) {
        if (!document.at("/components/schemas").has(name)) {
            throw new AssertionError("there is no schema " + name);
        }
        ObjectNode root = JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
        root.set("components", document.path("components"));
        return JsonSchemaFactory.getInstance(dialect).getSchema(root);
    }

    private static List<String> messages(JsonSchema schema, JsonNode json) {
        return schema.validate(json).stream().map(ValidationMessage::toString).toList();
    }
}
