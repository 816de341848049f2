package com.mesaya.realtime.infrastructure.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {

    private static final PublicKey KEY = Keys.generate("RSA").getPublic();
    private static final String PEM = Keys.pem(KEY);

    @Test
    void areReadFromPemText() {
        assertThat(PublicKeys.parse(PEM)).isEqualTo(KEY);
    }

    @Test
    void areReadWithLineBreaksWrittenAsTwoCharacters() {
        String oneLine = PEM.replace("\n", "\\n");

        assertThat(oneLine).doesNotContain("\n");
        assertThat(PublicKeys.parse(oneLine)).isEqualTo(KEY);
    }

    @Test
    void areReadWithWindowsLineBreaksAndSpaceAround() {
        assertThat(PublicKeys.parse("\r\n " + PEM.replace("\n", "\r\n") + "  ")).isEqualTo(KEY);
    }

    @Test
    void areReadWithoutAnyLineBreaks() {
        assertThat(PublicKeys.parse(PEM.replace("\n", ""))).isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            })
    void areRefusedIfTheyAreNone(String text) {
        assertThatThrownBy(() -> PublicKeys.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void areRefusedIfTheyAreNotRsa() {
        String elliptic = Keys.pem(Keys.generate("EC").getPublic());

        assertThatThrownBy(() -> PublicKeys.parse(elliptic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an RSA public key");
    }

    @Test
    void areRefusedIfTheyAreTooShort() {
        String pem = Keys.pem(Keys.generate("RSA", 1024).getPublic());

        assertThatThrownBy(() -> PublicKeys.parse(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an RSA key of 1024 bits; at least 2048 bits are required");
    }
}
