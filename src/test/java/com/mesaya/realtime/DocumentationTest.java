package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.demojar.DemoMain;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.testing.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the documentation name what exists. */
class DocumentationTest {

    private static final int README_WORDS = 1_000;
    private static final Path TOP = Path.of("");
    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("docs");
    private static final Path ARCHITECTURE = DOCS.resolve("architecture.md");
    private static final Path CODE = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path CLIENT = Path.of("src/main/web/client/README.md");

    private static final Pattern ACTOR = Pattern.compile("extends Abstract(Behavior|Actor)\\b");
    private static final Pattern COMMAND = Pattern.compile("java [^`\\n]*mesaya-realtime\\.jar ([a-z]+)");
    private static final Pattern DEMO_JAR_COMMAND = Pattern.compile("java [^`\\n]*mesaya-realtime-demo\\.jar ([a-z]+)");
    private static final Pattern GOAL = Pattern.compile("\\w:\\w+@([a-z-]+)");
    private static final Pattern PROFILE = Pattern.compile("mvn[^`\\n]* -P([a-z-]+)");
    private static final Pattern POM_ID = Pattern.compile("<id>([a-z-]+)</id>");
    private static final Pattern POM_PROFILE = Pattern.compile("<profile>\\s*<id>([a-z-]+)</id>");
    private static final Pattern CONF_VARIABLE = Pattern.compile("\\$\\{\\?([A-Z_]+)}");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))`");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`");

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFilesAndHeadings(MarkdownPage page) {
        assertThat(page.deadLinks()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksToClassesAreNamedAfterThemAndTheirMembers(MarkdownPage page) {
        assertThat(page.misnamedClasses()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void mavenCommandsExist(MarkdownPage page) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(found(GOAL, page.text())).isSubsetOf(found(POM_ID, pom));
        assertThat(found(PROFILE, page.text())).isSubsetOf(found(POM_PROFILE, pom));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theJarsHaveTheirCommands(MarkdownPage page) {
        assertThat(found(COMMAND, page.text()))
                .isSubsetOf(Main.commandLine().getSubcommands().keySet());
        assertThat(found(DEMO_JAR_COMMAND, page.text()))
                .isSubsetOf(DemoMain.commandLine().getSubcommands().keySet());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void testsExist(MarkdownPage page) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());

            assertThat(found(TEST, page.text())).allMatch(test -> names.contains(test + ".java"));
        }
    }

    /** The first word of its name tells a variable from an error code. */
    @ParameterizedTest
    @MethodSource("pages")
    void variablesExist(MarkdownPage page) throws IOException {
        Set<String> variables = found(CONF_VARIABLE, Files.readString(Path.of("conf/application.conf")));
        Set<String> firstWords =
                variables.stream().map(DocumentationTest::firstWord).collect(Collectors.toSet());
        Set<String> errors =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::name).collect(Collectors.toSet());

        assertThat(found(NAMED, page.text()))
                .filteredOn(name -> firstWords.contains(firstWord(name)) && !errors.contains(name))
                .isSubsetOf(variables);
    }

    @Test
    void theReadmeIsShort() {
        assertThat(MarkdownPage.read(README).words()).isLessThanOrEqualTo(README_WORDS);
    }

    @Test
    void theReadmeLeadsToEveryPage() throws IOException {
        try (Stream<Path> pages = Files.list(DOCS)) {
            assertThat(MarkdownPage.read(README).linked())
                    .containsAll(pages.filter(DocumentationTest::isPage).toList());
        }
    }

    @Test
    void theArchitectureNamesEveryActor() throws IOException {
        try (Stream<Path> code = Files.walk(CODE)) {
            List<Path> actors = code.filter(Files::isRegularFile)
                    .filter(DocumentationTest::isActor)
                    .toList();

            assertThat(actors).hasSizeGreaterThan(5);
            assertThat(MarkdownPage.read(ARCHITECTURE).linked()).containsAll(actors);
        }
    }

    @Test
    void noticesWhatLeadsNowhere() {
        var page = new MarkdownPage(DOCS.resolve("made-up.md"), """
                # A heading, and `code`
                [here](#a-heading-and-code) [not here](#a-head) [far](https://example.com/) [file](protocol.md)
                [heading](protocol.md#closing) [no heading](protocol.md#clothing) [no file](missing.md#closing)
                [`Main`](../src/main/java/com/mesaya/realtime/Main.java)
                [`Main.call`](../src/main/java/com/mesaya/realtime/Main.java)
                [`Main.execute`](../src/main/java/com/mesaya/realtime/Main.java)
                [`Wiring`](../src/main/java/com/mesaya/realtime/Main.java)
                ```
                # no heading, and [no link](nowhere.md)
                ```
                """);

        assertThat(page.deadLinks()).containsExactly("#a-head", "protocol.md#clothing", "missing.md#closing");
        assertThat(page.misnamedClasses())
                .extracting(name -> name.replaceFirst(" .*", ""))
                .containsExactly("Main.execute", "Wiring");
    }

    static Stream<MarkdownPage> pages() throws IOException {
        try (Stream<Path> top = Files.list(TOP);
                Stream<Path> docs = Files.walk(DOCS)) {
            return Stream.of(top, docs, Stream.of(CLIENT))
                    .flatMap(paths -> paths)
                    .filter(DocumentationTest::isPage)
                    .map(MarkdownPage::read)
                    .toList()
                    .stream();
        }
    }

    private static boolean isPage(Path path) {
        return path.toString().endsWith(".md");
    }

    private static boolean isActor(Path code) {
        return ACTOR.matcher(MarkdownPage.textOf(code)).find();
    }

    private static String firstWord(String name) {
        return name.replaceFirst("_.*", "");
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
