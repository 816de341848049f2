package com.mesaya.realtime.application.operations;

import java.util.Optional;

/** Reads and changes the log levels of the running process. Thread-safe. */
public interface LogLevels {

    /** Returns the level of one of our loggers, for example {@code DEBUG}; empty if no logger of ours has this name. */
    Optional<String> levelOf(String logger);

    /** Sets the level. Returns false if no logger of ours has this name, or the level does not exist. */
    boolean set(String logger, String level);
}
