package com.mesaya.realtime.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One viewer of the load: its connection, and its version of each entity. Belongs to its loop's thread. */
final class LoadViewer {

    /** The state of the connection. */
    enum State {
        WAITING,
        CONNECTING,
        UPGRADING,
        JOINING,
        WATCHING,
        GONE
    }

    private static final byte[] NOTHING = {};
    private static final int CLIENT_PONG = 0x8A;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;

    private final String path;
    private final int section;
    private final boolean isSlow;
    private final int[] versions = new int[Mark.ENTITIES];
    private byte[] rest = NOTHING;
    State state = State.WAITING;
    long startedMicros;

    /**
     * @param section the index of the section it watches
     * @param isSlow whether it stops reading on request, so that its own delay says nothing about the server
     */
    LoadViewer(String path, int section, boolean isSlow) {
        this.path = path;
        this.section = section;
        this.isSlow = isSlow;
    }

    String path() {
        return path;
    }

    boolean isSlow() {
        return isSlow;
    }

    /** Starts an attempt to connect, the first or a further one. */
    void begin() {
        startedMicros = Mark.nowMicros();
        state = State.CONNECTING;
        rest = NOTHING;
    }

    /** Puts the rest of the last read in front, and continues to read; returns -1 at the end of the stream. */
    int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        buffer.put(rest);
        rest = NOTHING;
        return channel.read(buffer);
    }

    /** Keeps the bytes of an incomplete frame. */
    void keep(byte[] bytes, int from, int to) {
        rest = from == to ? NOTHING : Arrays.copyOfRange(bytes, from, to);
    }

    /** Answers a ping; a pong that the socket doesn't accept at once is dropped. */
    void pong(SelectionKey key, byte[] bytes, int from, int to) throws IOException {
        ByteBuffer pong = ByteBuffer.allocate(2 + MASK_BYTES + to - from)
                .put((byte) CLIENT_PONG)
                .put((byte) (MASKED | (to - from)))
                .putInt(0)
                .put(bytes, from, to - from)
                .flip();
        ((SocketChannel) key.channel()).write(pong);
    }

    /** Records an event, and returns whether it is a new one. */
    boolean saw(int entity, int version, Tally tally) {
        int last = versions[entity];
        if (version <= last) {
            tally.duplicates++;
            return false;
        }
        tally.events++;
        tally.conflated += version - last - 1;
        versions[entity] = version;
        return true;
    }

    /** Returns the number of versions it lacks. */
    long missing(int[][] newest) {
        long missing = 0;
        for (int entity = 0; entity < Mark.ENTITIES; entity++) {
            missing += newest[section][entity] - versions[entity];
        }
        return missing;
    }
}
