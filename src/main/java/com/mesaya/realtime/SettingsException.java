package com.mesaya.realtime;

/** A setting is missing or wrong; the message is one line that names it and says what it should be. */
public final class SettingsException extends RuntimeException {

    SettingsException(String message) {
        super(message);
    }
}
