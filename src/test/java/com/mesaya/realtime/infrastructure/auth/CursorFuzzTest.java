package com.mesaya.realtime.infrastructure.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Whatever comes for a cursor, it is one only if it was signed. */
class CursorFuzzTest {

    private static final SectionId SECTION = new SectionId("terraza");
    private static final Viewer ANA = new Viewer("ana", Set.of(), Set.of(), null);
    private static final SignedCursors CURSORS = new SignedCursors("a secret".getBytes(UTF_8));
    private static final String GOOD = CURSORS.sign(new ResumePoint(new UUID(1, 2), new Cursor(3, 4)), SECTION, ANA);
    private static final String SIGNED = GOOD.substring(0, GOOD.indexOf('.') + 1);

    @Property
    void noTextIsACursor(@ForAll String text) {
        assertThat(CURSORS.verify(text, SECTION, ANA)).isEmpty();
    }

    @Property
    void nothingOfTheRightFormIsACursor(@ForAll @Size(42) byte[] bytes) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + ".4";

        assertThat(CURSORS.verify(text, SECTION, ANA)).isEmpty();
    }

    @Property
    void noCursorStaysOneWhenItIsChanged(
            @ForAll("places") int from, @ForAll("places") int to, @ForAll("snippets") String between) {
        String changed = GOOD.substring(0, from) + between + GOOD.substring(to);

        // The sequence after the dot is the client's own affair.
        if (!changed.startsWith(SIGNED)) {
            assertThat(CURSORS.verify(changed, SECTION, ANA)).isEmpty();
        } else {
            assertThat(CURSORS.verify(changed, SECTION, ANA))
                    .isIn(Optional.empty(), pointAt(changed.substring(SIGNED.length())));
        }
    }

    private static Optional<ResumePoint> pointAt(String sequence) {
        return sequence.matches("\\+?[0-9]{1,18}")
                ? Optional.of(new ResumePoint(new UUID(1, 2), new Cursor(3, Long.parseLong(sequence))))
                : Optional.empty();
    }

    @Property
    void everyPointComesBackAsItWasAndForNobodyElse(
            @ForAll long subscriber,
            @ForAll long epoch,
            @ForAll @LongRange(min = 0) long sequence,
            @ForAll("users") String user) {
        var point = new ResumePoint(new UUID(subscriber, epoch), new Cursor(epoch, sequence));
        Viewer viewer = new Viewer(user, Set.of(), Set.of(), null);
        Viewer other = new Viewer(user + "x", Set.of(), Set.of(), null);

        String cursor = CURSORS.sign(point, SECTION, viewer);

        assertThat(CURSORS.verify(cursor, SECTION, viewer)).contains(point);
        assertThat(CURSORS.verify(cursor, SECTION, other)).isEmpty();
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, GOOD.length());
    }

    @Provide
    Arbitrary<String> snippets() {
        return Arbitraries.strings().withChars("ABab01-_=+/. \n\u00f1").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> users() {
        return Arbitraries.strings().ofMinLength(1).filter(text -> !text.isBlank());
    }
}
