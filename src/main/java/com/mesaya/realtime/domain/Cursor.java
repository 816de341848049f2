package com.mesaya.realtime.domain;

/**
 * A position in a section's log: everything up to and including {@code sequence} has been delivered.
 *
 * @param epoch the incarnation of the log; a cursor is meaningless in another one
 * @param sequence the last event delivered; 0 before the first
 */
public record Cursor(long epoch, long sequence) {

    /** @throws IllegalArgumentException if the sequence is negative */
    public Cursor {
        if (sequence < 0) {
            throw new IllegalArgumentException("a sequence starts at 0");
        }
    }

    /** Returns a cursor of the same epoch at another sequence. */
    public Cursor at(long newSequence) {
        return new Cursor(epoch, newSequence);
    }
}
