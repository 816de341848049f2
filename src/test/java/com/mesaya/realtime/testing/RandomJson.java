package com.mesaya.realtime.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * JSON texts in all the ways they may be written: any order, names that stand twice, escapes, blanks, numbers of every form. Most names,
 * and most values of theirs, are some that mean something to the service.
 */
public final class RandomJson {

    private static final int DEEPEST = 4;
    private static final List<String> OBJECTS = List.of("entity", "data", "metadata");
    private static final List<String> ARRAYS =
            List.of("tables", "objects", "sectionObjects", "section-objects", "sections", "Tables");
    private static final List<String> TEXTS = List.of(
            "id",
            "sectionId",
            "updatedAt",
            "expiresAt",
            "timestamp",
            "event_type",
            "action",
            "entityId",
            "entity_id",
            "entity_subtype",
            "resourceId");
    private static final List<String> OTHERS = List.of("", "status", "n", "entity ", "ID", "\u00f1", "\ud83c\udf7d");
    /** What makes an entity one. */
    private static final List<String> DECISIVE =
            List.of("id", "id", "sectionId", "sectionId", "updatedAt", "updatedAt");

    private static final List<String> ENTITY =
            Stream.of(DECISIVE, DECISIVE, TEXTS, OTHERS).flatMap(List::stream).toList();
    private static final List<String> SECTION = Stream.of(ARRAYS, ARRAYS, DECISIVE, TEXTS, OTHERS)
            .flatMap(List::stream)
            .toList();
    private static final List<String> NAMES = Stream.of(OBJECTS, OBJECTS, OBJECTS, TEXTS, OTHERS)
            .flatMap(List::stream)
            .toList();
    private static final List<String> IDS = List.of("1", "2", "terraza", "9d2f0c8e-34c1-4c0e-8f57-0f2a9be4c3d1");
    private static final List<String> ACTIONS =
            List.of("created", "updated", "deleted", "status_changed", "table.updated", "selecting", "a.b.c", "dish");
    private static final List<String> TIMES = List.of(
            "2025-10-19T18:05:42.003Z",
            "2025-10-19T18:05:42Z",
            "2025-10-19T18:05:42.003+02:00",
            "2025-10-19 18:05:42.003+00",
            "2025-10-19T18:05:42",
            "1760871600000",
            "+999999999-12-31T23:59:59.999999999-18:00",
            "-999999999-01-01T00:00:00+18:00",
            "0000-01-01T00:00:00Z",
            "2025-02-30T00:00:00Z",
            "2025-10-19",
            "yesterday");
    private static final List<String> ODD = List.of(
            "",
            " ",
            "../admin",
            "Terraza",
            "a\"b\\c",
            "\u0001",
            "\ud800",
            "\ufeff",
            "{}",
            "null",
            "x".repeat(64),
            "x".repeat(129));
    private static final List<String> NUMBERS =
            List.of("0", "-0", "7", "-1.50", "1E+2", "1e-400", "9".repeat(40), "1760871600", "1760871600123");
    private static final List<String> BLANKS = List.of("", "", "", "", " ", "\n", "\t \r\n");

    private final Random random;

    public RandomJson(Random random) {
        this.random = random;
    }

    /** One JSON object, with blanks around it at times. */
    public String object() {
        return blank() + object(0, NAMES) + blank();
    }

    /** A section as the main API might send it. */
    public String section() {
        return blank() + object(0, SECTION) + blank();
    }

    private String object(int depth, List<String> names) {
        int members = random.nextInt(12);
        return IntStream.range(0, members)
                .mapToObj(member -> {
                    String name = oneOf(names);
                    return blank() + text(name) + blank() + ":" + blank() + value(name, depth + 1) + blank();
                })
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String value(String name, int depth) {
        if (random.nextInt(8) == 0) {
            return anything(depth);
        }
        if (OBJECTS.contains(name)) {
            return object(depth, ENTITY);
        }
        return ARRAYS.contains(name) ? array(depth) : TEXTS.contains(name) ? text(meaningful(name)) : anything(depth);
    }

    private String anything(int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 6 : 4)) {
            case 0 -> text(oneOf(ODD));
            case 1 -> oneOf(NUMBERS);
            case 2 -> oneOf(List.of("true", "false", "null"));
            case 3 -> text(oneOf(IDS));
            case 4 -> object(depth, NAMES);
            default -> array(depth);
        };
    }

    private String array(int depth) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(item -> random.nextInt(5) == 0 || depth >= DEEPEST
                        ? anything(depth + 1)
                        : object(depth + 1, random.nextInt(4) == 0 ? SECTION : ENTITY))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private String meaningful(String name) {
        if (random.nextInt(12) == 0) {
            return oneOf(ODD);
        }
        return oneOf(
                switch (name) {
                    case "updatedAt", "expiresAt", "timestamp" -> TIMES;
                    case "event_type", "action", "entity_subtype" -> ACTIONS;
                    default -> IDS;
                });
    }

    /** A string literal; characters are escaped where they must be, and now and then where they needn't. */
    private String text(String text) {
        boolean lavishly = random.nextInt(10) == 0;
        return Arrays.stream(text.split(""))
                .map(character -> character.isEmpty() || !(lavishly || mustBeEscaped(character.charAt(0)))
                        ? character
                        : String.format("\\u%04x", (int) character.charAt(0)))
                .collect(Collectors.joining("", "\"", "\""));
    }

    private static boolean mustBeEscaped(char character) {
        return character < ' ' || character == '"' || character == '\\' || Character.isSurrogate(character);
    }

    private String blank() {
        return oneOf(BLANKS);
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
