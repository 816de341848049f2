package com.mesaya.realtime.application;

/** What became of a record that nobody could be told of. */
public enum DeadLetterFate {
    /** It is kept as a dead letter. */
    KEPT,
    /** It should have been, and couldn't. */
    LOST,
    /** None are kept here. */
    UNWANTED
}
