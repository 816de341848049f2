package com.mesaya.realtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.Samples;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class EventPrinterTest {

    private static final String TIME = "\\d{2}:\\d{2}:\\d{2}\\.\\d{3} ";

    @Test
    void saysWhichTableChangedAndHow() {
        String line = printed("table.updated", "{\"id\":\"9d2f\",\"number\":7,\"status\":\"OCCUPIED\"}");

        assertThat(line).matches(TIME + "table\\.updated {10}no\\. 7 {2}OCCUPIED {2}9d2f");
    }

    @Test
    void saysWhatASnapshotHolds() {
        String line = printed("section.snapshot", Samples.text("section-snapshot.json"));

        assertThat(line).matches(TIME + "section\\.snapshot +Terraza: 1 tables, 1 objects");
    }

    @Test
    void saysWhichTableIsHeld() {
        String line = printed("table.selecting", "{\"tableId\":\"9d2f\",\"status\":\"selecting\"}");

        assertThat(line).matches(TIME + "table\\.selecting +selecting {2}9d2f");
    }

    @Test
    void saysWhatWentWrong() {
        String line = printed("error", "{\"code\":\"ACCESS_DENIED\",\"message\":\"You may not.\"}");

        assertThat(line).matches(TIME + "error +ACCESS_DENIED You may not\\.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "[]", "7", "{\"name\":\"|@ red\"}"})
    void copesWithWhateverComes(String payload) {
        assertThat(printed("table.updated", payload)).matches(TIME + "table\\.updated.*");
    }

    @Test
    void showsWhatIsNotJson() {
        assertThat(print("hello", Ansi.OFF)).isEqualTo("not JSON: hello");
    }

    @ParameterizedTest
    @CsvSource({"table.created, 32", "table.updated, 33", "table.deleted, 31", "error, 31", "section.snapshot, 36"})
    void colorsEventsByWhatTheyMean(String event, String color) {
        String line = print("{\"event\":\"" + event + "\",\"payload\":{}}", Ansi.ON);

        assertThat(line).contains("\u001B[" + color + "m");
    }

    private static String printed(String event, String payload) {
        return print("{\"event\":\"" + event + "\",\"payload\":" + payload + "}", Ansi.OFF);
    }

    private static String print(String frame, Ansi ansi) {
        var text = new StringWriter();
        new EventPrinter(new PrintWriter(text, true), ansi).print(frame);
        assertThat(text.toString()).endsWith(System.lineSeparator());
        return text.toString().stripTrailing();
    }
}
