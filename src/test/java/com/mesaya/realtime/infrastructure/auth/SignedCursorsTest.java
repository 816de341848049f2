package com.mesaya.realtime.infrastructure.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCursorsTest {

    private static final SectionId TERRAZA = new SectionId("terraza");
    private static final Viewer ANA = viewer("ana");
    private static final ResumePoint POINT = new ResumePoint(new UUID(-1, 2), new Cursor(-7, 1_000_000));

    private final SignedCursors cursors = new SignedCursors("a secret".getBytes(UTF_8));

    @Test
    void comeBackAsTheyWere() {
        String cursor = cursors.sign(POINT, TERRAZA, ANA);

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(cursors.verify(cursor, TERRAZA, ANA)).contains(POINT);
    }

    @Test
    void areGoodOnAllNodesThatShareTheSecret() {
        var another = new SignedCursors("a secret".getBytes(UTF_8));

        assertThat(another.verify(cursors.sign(POINT, TERRAZA, ANA), TERRAZA, ANA))
                .contains(POINT);
    }

    @Test
    void areNoneUnderAnotherSecret() {
        var foreign = new SignedCursors("another secret".getBytes(UTF_8));

        assertThat(foreign.verify(cursors.sign(POINT, TERRAZA, ANA), TERRAZA, ANA))
                .isEmpty();
    }

    @Test
    void areNoneForSomeoneElseOrElsewhere() {
        String cursor = cursors.sign(POINT, TERRAZA, ANA);

        assertThat(cursors.verify(cursor, TERRAZA, viewer("bob"))).isEmpty();
        assertThat(cursors.verify(cursor, new SectionId("salon"), ANA)).isEmpty();
    }

    @Test
    void doNotMixUpSectionAndUser() {
        String cursor = cursors.sign(POINT, new SectionId("ab"), viewer("c"));

        assertThat(cursors.verify(cursor, new SectionId("a"), viewer("bc"))).isEmpty();
    }

    @Test
    void areNoneWithAnyBitFlipped() {
        byte[] signed = Base64.getUrlDecoder().decode(cursors.sign(POINT, TERRAZA, ANA));
        for (int bit = 0; bit < signed.length * Byte.SIZE; bit++) {
            byte[] forged = signed.clone();
            forged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);

            assertThat(cursors.verify(cursor, TERRAZA, ANA)).as("bit %s", bit).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAA", "not base64!", "ñ"})
    void areNoneWithoutTheirForm(String text) {
        assertThat(cursors.verify(text, TERRAZA, ANA)).isEmpty();
    }

    @Test
    void areNoneCutShortOrMadeLonger() {
        String cursor = cursors.sign(POINT, TERRAZA, ANA);

        assertThat(cursors.verify(cursor.substring(0, cursor.length() - 4), TERRAZA, ANA))
                .isEmpty();
        assertThat(cursors.verify(cursor + "AAAA", TERRAZA, ANA)).isEmpty();
    }

    private static Viewer viewer(String userId) {
        return new Viewer(userId, Set.of(), Set.of(), null);
    }
}
