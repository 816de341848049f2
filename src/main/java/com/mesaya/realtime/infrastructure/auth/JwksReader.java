package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.Map;

/**
 * Reads a JWK set over HTTP, limited in total time and size, however slow the server is. Follows no redirects, since the target of a
 * redirect would choose the keys. Blocks.
 */
final class JwksReader implements JwksKeys.Reader {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int CHUNK_BYTES = 8 * 1024;
    private static final int OK = 200;

    private final KeySource.Jwks settings;

    JwksReader(KeySource.Jwks settings) {
        this.settings = settings;
    }

    @Override
    public Map<String, Algorithm> read() throws IOException {
        long startedNanos = System.nanoTime();
        int timeoutMillis = Math.toIntExact(settings.timeout().toMillis());
        var connection = (HttpURLConnection) settings.url().toURL().openConnection();
        try {
            connection.setConnectTimeout(timeoutMillis);
            connection.setReadTimeout(timeoutMillis);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Accept", "application/json");
            if (connection.getResponseCode() != OK) {
                throw new UnusableJwksException("its status is " + connection.getResponseCode());
            }
            try (InputStream body = connection.getInputStream()) {
                return JwkSet.parse(
                        readWhole(body, startedNanos + settings.timeout().toNanos()));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] readWhole(InputStream body, long deadlineNanos) throws IOException {
        var whole = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
            whole.write(chunk, 0, count);
            if (whole.size() > MAX_BYTES) {
                throw new UnusableJwksException("it has more than " + MAX_BYTES + " bytes");
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new UnusableJwksException("it takes longer than JWT_JWKS_TIMEOUT");
            }
        }
        return whole.toByteArray();
    }

    /** Returns a reason that is safe to log: the messages of other exceptions can quote the input. */
    static String reason(Exception failure) {
        return failure instanceof UnusableJwksException unusable
                ? String.valueOf(unusable.getMessage())
                : failure.getClass().getSimpleName();
    }

    /** Reports input that is no JWK set, or that has no usable key. */
    static final class UnusableJwksException extends IOException {

        UnusableJwksException(String message) {
            super(message);
        }
    }
}
