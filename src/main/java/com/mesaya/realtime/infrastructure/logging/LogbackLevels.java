package com.mesaya.realtime.infrastructure.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.mesaya.realtime.application.operations.LogLevels;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Reads and sets the levels of our own loggers only: at low levels, libraries may log whole requests, with the tokens in them.
 * Thread-safe.
 */
public final class LogbackLevels implements LogLevels {

    private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    @Override
    public Optional<String> levelOf(String logger) {
        return isOurs(logger) ? Optional.of(logback(logger).getEffectiveLevel().toString()) : Optional.empty();
    }

    @Override
    public boolean set(String logger, String level) {
        String name = level.toUpperCase(Locale.ROOT);
        if (!isOurs(logger) || !LEVELS.contains(name)) {
            return false;
        }
        logback(logger).setLevel(Level.valueOf(name));
        return true;
    }

    private static boolean isOurs(String logger) {
        return logger.matches("com\\.mesaya(\\.[A-Za-z0-9_$]{1,64}){0,8}");
    }

    private static Logger logback(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
