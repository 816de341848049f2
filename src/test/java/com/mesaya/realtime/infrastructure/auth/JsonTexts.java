package com.mesaya.realtime.infrastructure.auth;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** JSON of all kinds as text: duplicate members, numbers of any size and depth, and some that is none. */
final class JsonTexts {

    private static final int MAX_DEPTH = 3;

    private JsonTexts() {}

    static Arbitrary<String> values() {
        return values(MAX_DEPTH);
    }

    /** Objects with some of these members, of whatever value. */
    static Arbitrary<String> objects(String... names) {
        return objects(Arbitraries.of(names), values());
    }

    private static Arbitrary<String> values(int depth) {
        if (depth == 0) {
            return Arbitraries.oneOf(strings(), numbers(), odd());
        }
        Arbitrary<String> inner = Arbitraries.lazy(() -> values(depth - 1));
        Arbitrary<String> arrays = inner.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]");
        return Arbitraries.oneOf(
                strings(), numbers(), odd(), arrays, objects(Arbitraries.of("name", "id", "x", "\u00f1"), inner));
    }

    private static Arbitrary<String> objects(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(names, values)
                .as((name, value) -> "\"" + name + "\":" + value)
                .list()
                .ofMaxSize(4)
                .map(JsonTexts::object);
    }

    private static String object(List<String> members) {
        return "{" + String.join(",", members) + "}";
    }

    private static Arbitrary<String> strings() {
        return Arbitraries.oneOf(
                        Arbitraries.of(
                                "HS256", "none", "ana", "ADMIN", "section:read", "", " ", "\\u0000", "\\ud800", "\\n"),
                        Arbitraries.strings().excludeChars('"', '\\').ofMaxLength(300))
                .map(text -> "\"" + text + "\"");
    }

    private static Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.longs().between(0, 300_000_000_000L).map(String::valueOf),
                Arbitraries.doubles().map(String::valueOf),
                Arbitraries.of("1e400", "-0", "1e-400", "1E1000000000", "0.1e-9", "9".repeat(90), "9".repeat(900)));
    }

    private static Arbitrary<String> odd() {
        return Arbitraries.of(
                "null",
                "true",
                "false",
                "[]",
                "{}",
                "NaN",
                "[".repeat(64),
                "[".repeat(33) + "]".repeat(33),
                "'x'",
                "01",
                "");
    }
}
