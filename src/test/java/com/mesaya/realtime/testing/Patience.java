package com.mesaya.realtime.testing;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for what should come at once. It costs nothing when all is well, and a shared machine may stand still for
 * seconds. Nor does a test wait for nothing: it looks at once and often, and the JDK's HTTP servers that stand in for others send an
 * answer's body without waiting 40 ms for the client to acknowledge its head.
 */
public final class Patience implements BeforeAllCallback {

    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For Playwright. */
    public static final double PATIENCE_MS = PATIENCE.toMillis();

    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

    static {
        // The JDK reads it once, when the first of its servers starts.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(LOOK_AGAIN);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    }
}
