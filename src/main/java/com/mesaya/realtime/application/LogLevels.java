package com.mesaya.realtime.application;

import java.util.Optional;

/** How much is logged, as long as the process runs. Thread-safe. */
public interface LogLevels {

    /** The level of a logger of ours, as in {@code DEBUG}; empty if the name is none of our loggers'. */
    Optional<String> levelOf(String logger);

    /** Sets it; false if the name is none of our loggers', or there is no such level. */
    boolean set(String logger, String level);
}
