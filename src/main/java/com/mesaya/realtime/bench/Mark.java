package com.mesaya.realtime.bench;

/**
 * What a published entity tells the load client of itself, in a member {@code mark} of digits: when it was due to be
 * published, which entity of its section it is, and which version of it. So freshness is measured by one clock, and what is missing is
 * known exactly, whatever server stands between.
 */
final class Mark {

    /** A section of the benchmark has so many entities. */
    static final int ENTITIES = 20;

    static final int MICROS_DIGITS = 16;
    static final int ENTITY_DIGITS = 2;
    static final int VERSION_DIGITS = 8;
    static final int DIGITS = MICROS_DIGITS + ENTITY_DIGITS + VERSION_DIGITS;

    private static final byte[] NAME = {'"', 'm', 'a', 'r', 'k', '"', ':', '"'};

    private Mark() {}

    /** The clock that marks are made and read by. */
    static long nowMicros() {
        return System.nanoTime() / 1000;
    }

    static void write(byte[] to, int at, long micros, int entity, int version) {
        digits(to, at, MICROS_DIGITS, micros);
        digits(to, at + MICROS_DIGITS, ENTITY_DIGITS, entity);
        digits(to, at + MICROS_DIGITS + ENTITY_DIGITS, VERSION_DIGITS, version);
    }

    /** Where a mark's digits start in {@code bytes} from {@code from} to {@code to}; negative if there is none. */
    static int find(byte[] bytes, int from, int to) {
        int last = to - NAME.length - DIGITS;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == '"' && isName(bytes, at)) {
                return at + NAME.length;
            }
        }
        return -1;
    }

    static long micros(byte[] bytes, int at) {
        return number(bytes, at, MICROS_DIGITS);
    }

    static int entity(byte[] bytes, int at) {
        return (int) number(bytes, at + MICROS_DIGITS, ENTITY_DIGITS);
    }

    static int version(byte[] bytes, int at) {
        return (int) number(bytes, at + MICROS_DIGITS + ENTITY_DIGITS, VERSION_DIGITS);
    }

    private static boolean isName(byte[] bytes, int at) {
        for (int index = 1; index < NAME.length; index++) {
            if (bytes[at + index] != NAME[index]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int at, int digits) {
        long number = 0;
        for (int index = at; index < at + digits; index++) {
            number = number * 10 + bytes[index] - '0';
        }
        return number;
    }

    private static void digits(byte[] to, int at, int digits, long number) {
        long left = number;
        for (int index = at + digits - 1; index >= at; index--) {
            to[index] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
