package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that each Javadoc of the service begins with a subject or a verb, and not with an indirect question. */
class WordsTest {

    private static final Path SOURCES = Path.of("src/main/java");

    private static final Set<String> BANNED =
            Set.of("How", "What", "Whatever", "When", "Where", "Whether", "Who", "Whoever", "Whom", "Whose", "Why");

    /** A Javadoc with its first word, or a text that may contain a Javadoc's delimiters. */
    private static final Pattern JAVADOC_OR_TEXT = Pattern.compile(String.join(
            "|",
            "/\\*\\*(?!/)[\\s*]*(?!/)(?<word>[A-Za-z]*)[\\s\\S]*?\\*/",
            "/\\*[\\s\\S]*?\\*/",
            "//[^\\n]*",
            "\"\"\"[\\s\\S]*?\"\"\"",
            "\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"",
            "'(?:\\\\.|[^'\\\\])[^'\\n]*'"));

    @Test
    void noJavadocBeginsWithAnIndirectQuestion() throws IOException {
        List<Path> files = sources();

        List<String> violations = new ArrayList<>();
        for (Path file : files) {
            violations.addAll(violations(file.toString(), Files.readString(file)));
        }

        assertThat(files).hasSizeGreaterThan(100);
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("violatingSources")
    void reportsFileAndLineOfSuchAJavadoc(String source, String violation) {
        assertThat(violations("A.java", source)).containsExactly(violation);
    }

    static Stream<Arguments> violatingSources() {
        return Stream.of(
                Arguments.of("class A {\n\n    /** What a section holds. */\n    int b;\n}", "A.java:3: What"),
                Arguments.of("/**\n * How many viewers there are.\n */\nrecord A(int b) {}", "A.java:2: How"),
                Arguments.of("/**Whether it is open. */\nboolean b;", "A.java:1: Whether"),
                Arguments.of("String b = \"\\\"/*\";\n/** Who watches. */\nchar c = '\"';", "A.java:2: Who"),
                Arguments.of("// A viewer's\n/** Whoever watches. */\nint b;", "A.java:2: Whoever"),
                Arguments.of("/** */\nint b;\n\n/** Where it is. */\nint c;", "A.java:4: Where"),
                Arguments.of("char b = '\\'';\n/** When it ends. */\nint c;", "A.java:2: When"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Returns whether it is open. */",
                "/** Whatsoever the case. */",
                "/** {@code What} is a name. */",
                "/** @param what the entity */",
                "// /** What is commented out. */",
                "/* What an ordinary comment says. */",
                "/**/ int b; /* What */",
                "String text = \"/** What a string holds. */\";",
                "String text = \"\"\"\n    /** What a text block holds. */\n    \"\"\";"
            })
    void acceptsOtherText(String source) {
        assertThat(violations("A.java", source)).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> violations(String file, String source) {
        List<String> violations = new ArrayList<>();
        Matcher found = JAVADOC_OR_TEXT.matcher(source);
        while (found.find()) {
            String word = found.group("word");
            if (word != null && BANNED.contains(word)) {
                long line = source.substring(0, found.end("word")).lines().count();
                violations.add(file + ":" + line + ": " + word);
            }
        }
        return violations;
    }
}
