package com.mesaya.realtime.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Parses the timestamps of entities and envelopes, in the forms that databases and their libraries write: ISO 8601 with a blank for
 * the {@code T}, without seconds, with fractions of 1 to 9 digits after a point or a comma, and with an offset such as {@code Z},
 * {@code +00}, {@code +0000} or {@code +00:00}. Without an offset the time is in UTC. A number is the time since 1970: seconds if it
 * has 9 to 11 digits, milliseconds with up to 14, microseconds with up to 17, nanoseconds with more.
 */
public final class Timestamps {

    private static final int USUAL_LENGTH = 24;
    private static final int NANO_DIGITS = 9;
    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final int SECONDS_PER_DAY = 24 * 60 * 60;
    private static final int MAX_OFFSET_HOURS = 18;

    private Timestamps() {}

    /** Returns the instant, or null if the text is none: an unreadable version counts as no version. */
    public static @Nullable Instant parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            Instant usual = usual(text);
            return usual == null ? new Reader(text).read() : usual;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** Returns the instant of {@code yyyy-MM-ddTHH:mm:ss.SSSZ}, the most frequent form; null if the text has another form. */
    private static @Nullable Instant usual(String text) {
        if (text.length() != USUAL_LENGTH
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || text.charAt(19) != '.'
                || text.charAt(23) != 'Z') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hours = number(text, 11, 13);
        int minutes = number(text, 14, 16);
        int seconds = number(text, 17, 19);
        int millis = number(text, 20, 23);
        if ((year | month | day | hours | minutes | seconds | millis) < 0
                || hours > 23
                || minutes > 59
                || seconds > 59) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        long second = days * SECONDS_PER_DAY + (hours * 60L + minutes) * 60 + seconds;
        return Instant.ofEpochSecond(second, millis * 1_000_000L);
    }

    /** Returns the number, or a negative value if the text has other characters than digits. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            if (!IdText.isDigit(text.charAt(at))) {
                return -1;
            }
            number = number * 10 + text.charAt(at) - '0';
        }
        return number;
    }

    /** Parses one text from beginning to end. */
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Instant read() {
            boolean isDate = text.length() > 4 && text.charAt(4) == '-';
            Instant read = isDate ? dateAndTime() : number();
            if (at < text.length()) {
                throw unreadable();
            }
            return read;
        }

        private Instant dateAndTime() {
            long second = day();
            if (!skips('T') && !skips('t')) {
                expect(' ');
            }
            int hours = digits(2, 23);
            expect(':');
            int minutes = digits(2, 59);
            int seconds = 0;
            int nanos = 0;
            if (skips(':')) {
                seconds = digits(2, 59);
                nanos = skips('.') || skips(',') ? fraction() : 0;
            }
            second += (hours * 60L + minutes) * 60 + seconds;
            return Instant.ofEpochSecond(second - offset(), nanos);
        }

        /** Returns the second since 1970 at which the day begins. */
        private long day() {
            int year = digits(4);
            expect('-');
            int month = digits(2);
            expect('-');
            return LocalDate.of(year, month, digits(2)).toEpochDay() * SECONDS_PER_DAY;
        }

        /** Returns the offset from UTC in seconds, positive if the time is ahead. */
        private int offset() {
            if (at == text.length() || skips('Z') || skips('z')) {
                return 0;
            }
            skips(' ');
            int sign = skips('-') ? -1 : 1;
            if (sign > 0) {
                expect('+');
            }
            int hours = digits(2, MAX_OFFSET_HOURS);
            boolean hasMinutes = skips(':') || at < text.length();
            return sign * (hours * 60 + (hasMinutes ? digits(2, 59) : 0)) * 60;
        }

        private Instant number() {
            long whole = 0;
            int start = at;
            while (at < text.length() && IdText.isDigit(text.charAt(at))) {
                whole = whole * 10 + text.charAt(at) - '0';
                at++;
            }
            int digits = at - start;
            if (digits < 9 || digits > 19 || whole < 0) {
                throw unreadable();
            }
            int perSecond = digits <= 11 ? 1 : digits <= 14 ? 1_000 : digits <= 17 ? 1_000_000 : NANOS_PER_SECOND;
            int fraction = skips('.') ? fraction() : 0;
            long nanos = whole % perSecond * (NANOS_PER_SECOND / perSecond) + fraction / perSecond;
            return Instant.ofEpochSecond(whole / perSecond, nanos);
        }

        /** Returns the fraction in nanoseconds; digits after the ninth are ignored. */
        private int fraction() {
            int start = at;
            int billionths = 0;
            while (at < text.length() && IdText.isDigit(text.charAt(at))) {
                if (at - start < NANO_DIGITS) {
                    billionths = billionths * 10 + text.charAt(at) - '0';
                }
                at++;
            }
            if (at == start) {
                throw unreadable();
            }
            for (int digits = at - start; digits < NANO_DIGITS; digits++) {
                billionths *= 10;
            }
            return billionths;
        }

        private int digits(int count, int max) {
            int value = digits(count);
            if (value > max) {
                throw unreadable();
            }
            return value;
        }

        private int digits(int count) {
            int value = 0;
            for (int end = at + count; at < end; at++) {
                if (at == text.length() || !IdText.isDigit(text.charAt(at))) {
                    throw unreadable();
                }
                value = value * 10 + text.charAt(at) - '0';
            }
            return value;
        }

        private boolean skips(char expected) {
            if (at < text.length() && text.charAt(at) == expected) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char expected) {
            if (!skips(expected)) {
                throw unreadable();
            }
        }

        private static DateTimeException unreadable() {
            return new DateTimeException("not a point in time");
        }
    }
}
