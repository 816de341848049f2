package com.mesaya.realtime.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The contract's samples, byte for byte. */
public final class Samples {

    /** The section that the samples tell of. */
    public static final String SECTION = "5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01";

    /** Its table. */
    public static final String TABLE = "9d2f0c8e-34c1-4c0e-8f57-0f2a9be4c3d1";

    private static final String FOLDER = "/contract/";

    private Samples() {}

    public static byte[] bytes(String file) {
        try (InputStream in = Samples.class.getResourceAsStream(FOLDER + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static String text(String file) {
        return new String(bytes(file), UTF_8);
    }

    /** The names of all samples that start like this. */
    public static List<String> named(String prefix) {
        try (var files = Files.list(Path.of(
                Objects.requireNonNull(Samples.class.getResource(FOLDER)).toURI()))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** The text between a member's colon and the given end, as it stands in the sample. */
    public static String member(String sample, String name, String end) {
        String text = text(sample);
        int from = text.indexOf("\"" + name + "\":") + name.length() + 3;
        return text.substring(from, text.indexOf(end, from));
    }
}
