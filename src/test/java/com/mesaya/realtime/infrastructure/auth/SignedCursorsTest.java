package com.mesaya.realtime.infrastructure.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.ResumePoint;
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

        assertThat(cursor).matches("[A-Za-z0-9_-]+\\.1000000");
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
        byte[] signed = Base64.getUrlDecoder().decode(signedPart());
        for (int bit = 0; bit < signed.length * Byte.SIZE; bit++) {
            byte[] forged = signed.clone();
            forged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(forged) + ".1000000";

            assertThat(cursors.verify(cursor, TERRAZA, ANA)).as("bit %s", bit).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAA", "AAAA.1", ".1", ".", "not base64!.1", "ñ"})
    void areNoneWithoutTheirForm(String text) {
        assertThat(cursors.verify(text, TERRAZA, ANA)).isEmpty();
    }

    @Test
    void areNoneCutShortOrMadeLonger() {
        String cursor = cursors.sign(POINT, TERRAZA, ANA);

        assertThat(cursors.verify(cursor.substring(4), TERRAZA, ANA)).isEmpty();
        assertThat(cursors.verify(cursor + "AAAA", TERRAZA, ANA)).isEmpty();
        assertThat(cursors.verify(cursor + "00000000000000000000", TERRAZA, ANA))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "0x1", " 1"})
    void areNoneWithoutASequence(String sequence) {
        assertThat(cursors.verify(signedPart() + "." + sequence, TERRAZA, ANA)).isEmpty();
    }

    @Test
    void areGoodForEverySequenceOfTheirSubscriber() {
        assertThat(cursors.verify(signedPart() + ".3", TERRAZA, ANA))
                .contains(new ResumePoint(POINT.subscriber(), POINT.cursor().at(3)));
    }

    private String signedPart() {
        String cursor = cursors.sign(POINT, TERRAZA, ANA);
        return cursor.substring(0, cursor.indexOf('.'));
    }

    private static Viewer viewer(String userId) {
        return new Viewer(userId, Set.of(), Set.of(), null);
    }
}
