package com.mesaya.realtime.domain;

/**
 * A place in a section's log: everything up to and including {@code sequence} has been told.
 *
 * @param epoch which life of the log it belongs to; a cursor means nothing in another one
 * @param sequence the last event told; 0 before the first
 */
public record Cursor(long epoch, long sequence) {

    /** @throws IllegalArgumentException if the sequence is negative */
    public Cursor {
        if (sequence < 0) {
            throw new IllegalArgumentException("a sequence starts at 0");
        }
    }

    /** The same life of the log, at another place. */
    public Cursor at(long newSequence) {
        return new Cursor(epoch, newSequence);
    }
}
