package com.mesaya.realtime.config;

/** Reports a missing or invalid setting; the message is one line with the setting and the expected value. */
public final class SettingsException extends RuntimeException {

    SettingsException(String message) {
        super(message);
    }
}
