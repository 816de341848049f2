package com.mesaya.realtime.testing;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for what should come at once. It costs nothing when all is well, and a shared machine may stand still for
 * seconds.
 */
public final class Patience implements BeforeAllCallback {

    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For Playwright. */
    public static final double PATIENCE_MS = PATIENCE.toMillis();

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    }
}
