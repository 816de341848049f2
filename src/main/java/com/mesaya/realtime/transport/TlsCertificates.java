package com.mesaya.realtime.transport;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate a server shows to new connections: always what the files hold, give or take the reload interval, or what
 * they held last when it could be used. Thread-safe.
 */
public final class TlsCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificates.class);

    static {
        // A client of TLS 1.2 could make the server do a handshake again and again. Read once, at the first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    /** Files that were in use at one time. */
    private record Loaded(TlsFiles files, TlsIdentity identity) {}

    private final TlsSettings settings;
    private final InstantSource clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile Loaded loaded;
    private volatile Instant checkedAt;

    /** What is wrong with the files, to say it once; guarded by the lock. */
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
     * An engine for a new connection, in server mode. Looks at the files when it is time to, which takes as long as it
     * takes to read a few kilobytes; whoever comes meanwhile gets the certificate of before.
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
        // A clock that was set back makes it due, too.
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
                        "A new certificate is in use, which is valid until {}",
                        loaded.identity().certificate().getNotAfter().toInstant());
            }
            problem = "";
        } catch (TlsFilesException wrong) {
            warn(String.valueOf(wrong.getMessage()));
        } catch (RuntimeException bug) {
            // Whatever the files hold, connections are accepted. Its message could quote the key.
            warn(bug.getClass().getName());
        }
    }

    private void warn(String reason) {
        if (!reason.equals(problem)) {
            LOG.warn("The certificate of before stays in use: {}", reason);
        }
        problem = reason;
    }
}
