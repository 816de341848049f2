package com.mesaya.realtime.transport.tls;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate for new connections: the current contents of the files, delayed by at most the reload interval, or their last usable
 * contents. Thread-safe.
 */
public final class TlsCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificates.class);

    static {
        // A client of TLS 1.2 could make the server repeat handshakes. The JDK reads this property once, at the first
        // handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    /** The files and the certificate from one reading. */
    private record Loaded(TlsFiles files, TlsIdentity identity) {}

    private final TlsSettings settings;
    private final InstantSource clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile Loaded loaded;
    private volatile Instant checkedAt;

    /** The last reported problem with the files, so that it is logged once; guarded by the lock. */
    private String problem = "";

    private TlsCertificates(TlsSettings settings, Loaded loaded, InstantSource clock) {
        this.settings = settings;
        this.loaded = loaded;
        this.clock = clock;
        this.checkedAt = clock.instant();
    }

    /**
     * Reads the files.
     *
     * @throws TlsFilesException if they can't be used
     */
    public static TlsCertificates load(TlsSettings settings, InstantSource clock) throws TlsFilesException {
        TlsFiles files = TlsFiles.read(settings);
        return new TlsCertificates(settings, new Loaded(files, files.identity()), clock);
    }

    /**
     * Returns an engine for a new connection, in server mode. Checks the files if a check is due, which takes as long as reading a few
     * kilobytes; meanwhile other connections get the previous certificate.
     */
    public SSLEngine engine() {
        if (isDue(clock.instant()) && checking.tryLock()) {
            try {
                check(clock.instant());
            } finally {
                checking.unlock();
            }
        }
        return loaded.identity().engine();
    }

    private boolean isDue(Instant now) {
        // The check is also due after the clock was set back.
        return now.isBefore(checkedAt) || !now.isBefore(checkedAt.plus(settings.reloadInterval()));
    }

    private void check(Instant now) {
        if (!isDue(now)) {
            return;
        }
        checkedAt = now;
        try {
            TlsFiles files = TlsFiles.read(settings);
            if (!files.equals(loaded.files())) {
                loaded = new Loaded(files, files.identity());
                LOG.info(
                        "A new certificate is in use; it is valid until {}",
                        loaded.identity().certificate().getNotAfter().toInstant());
            }
            problem = "";
        } catch (TlsFilesException wrong) {
            warn(String.valueOf(wrong.getMessage()));
        } catch (RuntimeException bug) {
            // Connections are accepted whatever the files contain. The exception's message could quote the key.
            warn(bug.getClass().getName());
        }
    }

    private void warn(String reason) {
        if (!reason.equals(problem)) {
            LOG.warn("The previous certificate stays in use: {}", reason);
        }
        problem = reason;
    }
}
