package com.mesaya.realtime.infrastructure.auth;

import com.mesaya.realtime.application.access.CursorSigner;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the subscriber and the epoch of a resume point with HMAC-SHA256 (RFC 2104), cut to 144 bits, for a section and a user. A
 * forged cursor, or one issued to another user or for another section, fails verification.
 *
 * <p>A dot and the sequence follow, which are not signed: all viewers of a section share them. A client that changes the sequence
 * receives some events of its section twice, or misses some. Thread-safe.
 */
public final class SignedCursors implements CursorSigner {

    private static final String ALGORITHM = "HmacSHA256";
    private static final char SEPARATOR = '.';
    private static final int POINT_BYTES = 3 * Long.BYTES;
    /** Point and signature together have a multiple of three bytes, so every bit of the Base64 text is significant. */
    private static final int SIGNATURE_BYTES = 18;

    private final SecretKeySpec key;

    /** @param secret the secret that all nodes of the service share; the key is derived from it for this purpose only */
    public SignedCursors(byte[] secret) {
        byte[] purpose = "mesaya-realtime resume cursor".getBytes(StandardCharsets.US_ASCII);
        this.key = new SecretKeySpec(mac(new SecretKeySpec(secret, ALGORITHM)).doFinal(purpose), ALGORITHM);
    }

    @Override
    public String sign(ResumePoint point, SectionId section, Viewer viewer) {
        byte[] bytes = ByteBuffer.allocate(POINT_BYTES)
                .putLong(point.subscriber().getMostSignificantBits())
                .putLong(point.subscriber().getLeastSignificantBits())
                .putLong(point.cursor().epoch())
                .array();
        byte[] signed = Arrays.copyOf(bytes, POINT_BYTES + SIGNATURE_BYTES);
        System.arraycopy(signature(bytes, section, viewer), 0, signed, POINT_BYTES, SIGNATURE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed)
                + SEPARATOR
                + point.cursor().sequence();
    }

    @Override
    public Optional<ResumePoint> verify(String cursor, SectionId section, Viewer viewer) {
        int separator = cursor.indexOf(SEPARATOR);
        if (separator < 0) {
            return Optional.empty();
        }
        byte[] signed;
        long sequence;
        try {
            signed = Base64.getUrlDecoder().decode(cursor.substring(0, separator));
            sequence = Long.parseLong(cursor, separator + 1, cursor.length(), 10);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        if (sequence < 0) {
            return Optional.empty();
        }
        if (signed.length != POINT_BYTES + SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOf(signed, POINT_BYTES);
        byte[] claimed = Arrays.copyOfRange(signed, POINT_BYTES, signed.length);
        // Compares in constant time.
        return MessageDigest.isEqual(claimed, signature(bytes, section, viewer))
                ? Optional.of(point(ByteBuffer.wrap(bytes), sequence))
                : Optional.empty();
    }

    private static ResumePoint point(ByteBuffer bytes, long sequence) {
        var subscriber = new UUID(bytes.getLong(), bytes.getLong());
        return new ResumePoint(subscriber, new Cursor(bytes.getLong(), sequence));
    }

    private byte[] signature(byte[] point, SectionId section, Viewer viewer) {
        Mac mac = mac(key);
        mac.update(point);
        // The point has a fixed length, and a section's id never holds a zero byte.
        mac.update(section.value().getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        return Arrays.copyOf(mac.doFinal(viewer.userId().getBytes(StandardCharsets.UTF_8)), SIGNATURE_BYTES);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }
}
