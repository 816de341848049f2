package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} describes the settings of {@code conf/application.conf}, and no others. */
class ConfigurationPageTest {

    /** A key with its default, and below it the same key with the variable that overrides it. */
    private static final Pattern SETTING =
            Pattern.compile("(?m)^ *([a-z-]+) = \"?(.*?)\"?\\R *\\1 = \\$\\{\\?([A-Z_]+)}$");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\?");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (?:`([^`]+)` )?\\| \\S.* \\|$");
    private static final Pattern LINE_WITH_VARIABLE = Pattern.compile("(?m)^\\| *`?[A-Z_]+`? *[|,]");

    private final String configuration = Files.readString(Path.of("conf/application.conf"));
    private final String page = Files.readString(Path.of("docs/configuration.md"));

    ConfigurationPageTest() throws IOException {}

    @Test
    void hasOneRowForEachSettingWithItsDefault() {
        assertThat(rows()).hasSizeGreaterThan(100).containsExactlyInAnyOrderElementsOf(settings());
    }

    @Test
    void hasNoRowThatCannotBeCompared() {
        assertThat(LINE_WITH_VARIABLE.matcher(page).results()).hasSameSizeAs(rows());
    }

    @Test
    void isComparedWithEverySettingThatHasAVariable() {
        assertThat(VARIABLE.matcher(configuration).results()).hasSameSizeAs(settings());
    }

    private List<String> settings() {
        return SETTING.matcher(configuration)
                .results()
                .map(setting -> setting.group(3) + "=" + setting.group(2))
                .toList();
    }

    private List<String> rows() {
        return ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + "=" + Objects.requireNonNullElse(row.group(2), ""))
                .toList();
    }
}
