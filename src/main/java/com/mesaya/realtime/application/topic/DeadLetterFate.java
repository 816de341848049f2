package com.mesaya.realtime.application.topic;

/** The result of storing a rejected record as a dead letter. */
public enum DeadLetterFate {
    /** The record was stored. */
    KEPT,
    /** The record should have been stored, but storing it failed. */
    LOST,
    /** This service stores no dead letters. */
    UNWANTED
}
