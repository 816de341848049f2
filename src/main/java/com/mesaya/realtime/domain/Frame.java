package com.mesaya.realtime.domain;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * One message to a client, {@code {"event":"…","payload":…}} in UTF-8, encoded once and shared by all viewers that get it (contract,
 * section 1). It contains the payload's bytes unchanged.
 *
 * <p>Immutable as long as no caller writes to {@link #bytes()}, which returns the frame's own array.
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

    /** Returns a frame whose payload is all of {@code payload}. */
    public static Frame of(String event, byte[] payload) {
        return of(event, payload, 0, payload.length);
    }

    /**
     * Returns a frame whose payload is the given slice.
     *
     * @param event an event's name of lower-case words and dots, which needs no escaping
     * @param source has one complete JSON value in UTF-8 from {@code from} (inclusive) to {@code to} (exclusive)
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
     * Returns the frame with these bytes. The frame keeps the array.
     *
     * @throws IllegalArgumentException if the bytes don't start as a frame does
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

    /** Returns a frame with the same payload under another event name. */
    Frame named(String event) {
        return of(event, bytes, payloadStart, bytes.length - 1);
    }

    /** Returns the same message with {@code "id"} as the last member of its payload, which must be an object. */
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

    /** Returns the same message with an additional member {@code "cursor"}; the text must not need escaping in JSON. */
    public Frame withCursor(String cursor) {
        return with("\"cursor\":\"" + cursor + "\"");
    }

    /**
     * Returns the same message with an additional member {@code "recordedAtMs"}: the record's timestamp, in milliseconds since 1970.
     */
    public Frame withRecordedAt(Instant recordedAt) {
        return with("\"recordedAtMs\":" + recordedAt.toEpochMilli());
    }

    /** Returns the same message with an additional member {@code "expiresInMs"}: the remaining time of the hold. */
    public Frame withExpiresIn(Duration left) {
        return with("\"expiresInMs\":" + Math.max(0, left.toMillis()));
    }

    private Frame with(String nameAndValue) {
        byte[] member = ("," + nameAndValue + "}").getBytes(StandardCharsets.US_ASCII);
        byte[] extended = Arrays.copyOf(bytes, bytes.length - 1 + member.length);
        System.arraycopy(member, 0, extended, bytes.length - 1, member.length);
        return new Frame(extended, payloadStart);
    }

    /** Returns the frame's own bytes, which are read-only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the frame's size in bytes. */
    public int size() {
        return bytes.length;
    }

    /** Returns whether both frames carry the same payload, byte for byte, under any event name. */
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
