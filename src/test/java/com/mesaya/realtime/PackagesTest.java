package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.canary.OneOfACircle;
import com.mesaya.realtime.canary.circle.OtherOfACircle;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that packages are small, form no circle, and say in their package-info which other packages they import. */
class PackagesTest {

    private static final String ROOT = "com.mesaya.realtime";
    private static final int MOST_FILES = 15;
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String LIBRARIES = "libraries";
    private static final String LOGGING = "org.slf4j";

    private static final Pattern SENTENCE = Pattern.compile("It imports ([\\s\\S]*?)\\.\\n \\*/");
    private static final Pattern STATED = Pattern.compile("\\{@code ([\\w.]+)}|(" + LIBRARIES + ")");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([a-z][a-z\\d.]*)\\.");

    private static final ArchRule NO_CIRCLES =
            SlicesRuleDefinition.slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageHasFewFiles(Path folder) throws IOException {
        assertThat(sources(folder)).hasSizeLessThanOrEqualTo(MOST_FILES);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageSaysWhatItImports(Path folder) throws IOException {
        String info = Files.readString(folder.resolve("package-info.java"));

        Set<String> imported = new TreeSet<>();
        for (Path source : sources(folder)) {
            imported.addAll(imported(Files.readString(source)));
        }

        imported.remove(shortName(SOURCES.relativize(folder).toString().replace('/', '.')));
        assertThat(stated(info)).isEqualTo(imported);
    }

    @Test
    void packagesFormNoCircle() {
        NO_CIRCLES.check(new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT));
    }

    @Test
    void theRuleNoticesACircle() {
        JavaClasses circle = new ClassFileImporter().importClasses(OneOfACircle.class, OtherOfACircle.class);

        assertThat(NO_CIRCLES.evaluate(circle).hasViolation()).isTrue();
    }

    @Test
    void readsImportsOfPackagesAndLibraries() {
        assertThat(imported("""
                import static com.mesaya.realtime.domain.log.LogEntry.of;
                import com.mesaya.realtime.domain.Cursor;
                import com.mesaya.realtime.Main.Version;
                import java.util.List;
                import org.jspecify.annotations.Nullable;
                import org.slf4j.Logger;
                import org.apache.pekko.japi.Pair;
                """)).containsExactlyInAnyOrder("domain", "domain.log", "Main", LOGGING, LIBRARIES);
    }

    static Stream<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(PackagesTest::isSource).map(Path::getParent).distinct().sorted().toList().stream();
        }
    }

    private static Set<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(PackagesTest::isSource).collect(Collectors.toSet());
        }
    }

    private static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !name.equals("package-info.java");
    }

    private static Set<String> stated(String info) {
        Matcher sentence = SENTENCE.matcher(info);
        assertThat(sentence.find())
                .as("a sentence that begins with \"It imports\"")
                .isTrue();
        return STATED.matcher(sentence.group(1))
                .results()
                .map(name -> name.group(1) == null ? name.group(2) : name.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> imported(String source) {
        return IMPORT.matcher(source)
                .results()
                .map(name -> name.group(1))
                .filter(name ->
                        !name.startsWith("java") && !name.startsWith("jdk.") && !name.startsWith("org.jspecify"))
                .map(PackagesTest::shortName)
                .collect(Collectors.toSet());
    }

    private static String shortName(String name) {
        if (name.equals(ROOT)) {
            return "Main";
        }
        if (name.startsWith(ROOT + ".")) {
            return name.substring(ROOT.length() + 1);
        }
        return name.equals(LOGGING) ? LOGGING : LIBRARIES;
    }

    private static final class Packages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith(ROOT)
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
