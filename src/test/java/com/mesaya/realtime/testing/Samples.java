package com.mesaya.realtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What the neighbours really send: the contract's samples, byte for byte. */
public final class Samples {

    /** The section the samples are about. */
    public static final String SECTION = "5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01";

    private Samples() {}

    public static byte[] bytes(String name) {
        try (InputStream sample = Samples.class.getResourceAsStream("/contract/" + name)) {
            return Objects.requireNonNull(sample, name).readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** The text between a member's colon and the given end, as it stands in the sample. */
    public static String member(String sample, String name, String end) {
        String text = text(sample);
        int from = text.indexOf("\"" + name + "\":") + name.length() + 3;
        return text.substring(from, text.indexOf(end, from));
    }
}
