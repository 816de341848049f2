package com.mesaya.realtime.bench.load;

/**
 * A published entity's data for the load client, in a member {@code mark} of digits: its due time, its index in its section, and its
 * version. So one clock measures freshness, and missing versions are known exactly, for any server.
 */
public final class Mark {

    /** The number of entities of each section of the benchmark. */
    static final int ENTITIES = 20;

    static final int MICROS_DIGITS = 16;
    static final int ENTITY_DIGITS = 2;
    static final int VERSION_DIGITS = 8;
    static final int DIGITS = MICROS_DIGITS + ENTITY_DIGITS + VERSION_DIGITS;

    private static final byte[] NAME = {'"', 'm', 'a', 'r', 'k', '"', ':', '"'};

    private Mark() {}

    /** Returns the time by the clock of marks. */
    public static long nowMicros() {
        return System.nanoTime() / 1000;
    }

    static void write(byte[] to, int at, long micros, int entity, int version) {
        digits(to, at, MICROS_DIGITS, micros);
        digits(to, at + MICROS_DIGITS, ENTITY_DIGITS, entity);
        digits(to, at + MICROS_DIGITS + ENTITY_DIGITS, VERSION_DIGITS, version);
    }

    /** Returns the index of a mark's first digit in {@code bytes} from {@code from} to {@code to}; negative if there is none. */
    public static int find(byte[] bytes, int from, int to) {
        int last = to - NAME.length - DIGITS;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == '"' && isName(bytes, at)) {
                return at + NAME.length;
            }
        }
        return -1;
    }

    public static long micros(byte[] bytes, int at) {
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
