package com.mesaya.realtime.domain;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * One message to a client, {@code {"event":"…","payload":…}} in UTF-8, encoded once and shared by all who are told of it
 * (contract, section 1). The payload's bytes stand in it exactly as they came.
 *
 * <p>Immutable as long as nobody writes into {@link #bytes()}, which hands out the frame's own array.
 */
public final class Frame {

    private static final byte[] HEAD = "{\"event\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIDDLE = "\",\"payload\":".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int payloadStart;

    private Frame(byte[] bytes, int payloadStart) {
        this.bytes = bytes;
        this.payloadStart = payloadStart;
    }

    /** A frame whose payload is all of {@code payload}. */
    public static Frame of(String event, byte[] payload) {
        return of(event, payload, 0, payload.length);
    }

    /**
     * A frame whose payload is the given slice.
     *
     * @param event an event's name; lower-case words and dots, so it needs no escaping
     * @param source holds one complete JSON value in UTF-8 from {@code from} (inclusive) to {@code to} (exclusive)
     */
    public static Frame of(String event, byte[] source, int from, int to) {
        byte[] name = event.getBytes(StandardCharsets.US_ASCII);
        int payloadStart = HEAD.length + name.length + MIDDLE.length;
        byte[] bytes = new byte[payloadStart + to - from + 1];
        System.arraycopy(HEAD, 0, bytes, 0, HEAD.length);
        System.arraycopy(name, 0, bytes, HEAD.length, name.length);
        System.arraycopy(MIDDLE, 0, bytes, HEAD.length + name.length, MIDDLE.length);
        System.arraycopy(source, from, bytes, payloadStart, to - from);
        bytes[bytes.length - 1] = '}';
        return new Frame(bytes, payloadStart);
    }

    /**
     * The frame that these are the bytes of; it keeps the array.
     *
     * @throws IllegalArgumentException if they don't start as a frame does
     */
    public static Frame ofBytes(byte[] bytes) {
        int nameEnd = HEAD.length;
        while (nameEnd < bytes.length && bytes[nameEnd] != '"') {
            nameEnd++;
        }
        int payloadStart = nameEnd + MIDDLE.length;
        if (payloadStart > bytes.length
                || !Arrays.equals(bytes, 0, HEAD.length, HEAD, 0, HEAD.length)
                || !Arrays.equals(bytes, nameEnd, payloadStart, MIDDLE, 0, MIDDLE.length)) {
            throw new IllegalArgumentException("not a frame");
        }
        return new Frame(bytes, payloadStart);
    }

    /** The same payload under another event's name. */
    public Frame named(String event) {
        return of(event, bytes, payloadStart, bytes.length - 1);
    }

    /** The same message whose payload, an object, has an {@code "id"} as its last member. */
    public Frame withId(String id) {
        int end = bytes.length - 2;
        int last = end - 1;
        while (Character.isWhitespace(bytes[last])) {
            last--;
        }
        var member = new StringBuilder(id.length() + 8);
        member.append(bytes[last] == '{' ? "\"id\":\"" : ",\"id\":\"");
        for (int index = 0; index < id.length(); index++) {
            char character = id.charAt(index);
            if (character == '"' || character == '\\') {
                member.append('\\');
            }
            member.append(character);
        }
        byte[] inserted = member.append('"').toString().getBytes(StandardCharsets.UTF_8);
        byte[] extended = Arrays.copyOf(bytes, bytes.length + inserted.length);
        System.arraycopy(inserted, 0, extended, end, inserted.length);
        System.arraycopy(bytes, end, extended, end + inserted.length, 2);
        return new Frame(extended, payloadStart);
    }

    /** The same message with one more member {@code "cursor"}; the text needs no escaping in JSON. */
    public Frame withCursor(String cursor) {
        return with("\"cursor\":\"" + cursor + "\"");
    }

    /** The same message with one more member {@code "recordedAtMs"}: when its record was written, since 1970. */
    public Frame withRecordedAt(Instant recordedAt) {
        return with("\"recordedAtMs\":" + recordedAt.toEpochMilli());
    }

    /** The same message with one more member {@code "expiresInMs"}: how long what it tells still lasts. */
    public Frame withExpiresIn(Duration left) {
        return with("\"expiresInMs\":" + Math.max(0, left.toMillis()));
    }

    private Frame with(String nameAndValue) {
        byte[] member = ("," + nameAndValue + "}").getBytes(StandardCharsets.US_ASCII);
        byte[] extended = Arrays.copyOf(bytes, bytes.length - 1 + member.length);
        System.arraycopy(member, 0, extended, bytes.length - 1, member.length);
        return new Frame(extended, payloadStart);
    }

    /** The frame's own bytes: to be read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** The frame's size in bytes. */
    public int size() {
        return bytes.length;
    }

    /** Whether both frames carry the same payload, byte for byte, under whatever name. */
    public boolean samePayload(Frame other) {
        return Arrays.equals(bytes, payloadStart, bytes.length, other.bytes, other.payloadStart, other.bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && Arrays.equals(bytes, frame.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Frame(" + bytes.length + " bytes)";
    }
}
