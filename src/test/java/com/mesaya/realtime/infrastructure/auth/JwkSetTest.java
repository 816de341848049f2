package com.mesaya.realtime.infrastructure.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.infrastructure.auth.JwksReader.UnusableJwksException;
import java.security.KeyPair;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwkSetTest {

    private static final KeyPair PAIR = Keys.generate("RSA");
    private static final String GOOD = Keys.jwk("good", PAIR, "");

    @Test
    void holdsTheKeysForRs256() throws UnusableJwksException {
        String full = Keys.jwk("full", PAIR, ",\"use\":\"sig\",\"alg\":\"RS256\",\"key_ops\":[\"verify\"]");

        var keys = JwkSet.parse(Keys.jwks(GOOD, full).getBytes(UTF_8));

        assertThat(keys).containsOnlyKeys("good", "full");
        assertThat(keys.values()).allMatch(key -> key.getName().equals("RS256"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"use\":\"enc\"",
                ",\"alg\":\"RS512\"",
                ",\"alg\":\"RSA-OAEP\"",
                ",\"key_ops\":[\"encrypt\"]",
                ",\"use\":7",
                ",\"x5c\":7,\"key_ops\":{}",
                ",\"kty\":\"EC\"",
                ",\"kty\":\"oct\",\"k\":\"c2VjcmV0\"",
                ",\"kty\":null",
                ",\"kid\":null",
                ",\"kid\":7",
                ",\"n\":null",
                ",\"n\":\"\"",
                ",\"n\":\"!\"",
                ",\"n\":[]",
                ",\"e\":null",
                ",\"e\":\"AA\""
            })
    void passesOverKeysItHasNoUseFor(String difference) throws UnusableJwksException {
        assertThat(ids(Keys.jwks(Keys.jwk("bad", PAIR, difference), GOOD))).containsExactly("good");
    }

    @Test
    void passesOverKeysThatAreTooShort() throws UnusableJwksException {
        String weak = Keys.jwk("weak", Keys.generate("RSA", 1024), "");

        assertThat(ids(Keys.jwks(weak, GOOD))).containsExactly("good");
    }

    @Test
    void passesOverWhatIsNoKey() throws UnusableJwksException {
        assertThat(ids(Keys.jwks("null", "7", "[]", "{}", "\"good\"", GOOD))).containsExactly("good");
    }

    @Test
    void mayBeEmpty() throws UnusableJwksException {
        assertThat(ids("{\"keys\":[]}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"keys\":null}", "{\"keys\":{}}", "{\"keys\":[", "<html>"})
    void isRefusedIfItIsNone(String text) {
        assertThatThrownBy(() -> JwkSet.parse(text.getBytes(UTF_8))).isInstanceOf(UnusableJwksException.class);
    }

    private static Set<String> ids(String json) throws UnusableJwksException {
        return JwkSet.parse(json.getBytes(UTF_8)).keySet();
    }
}
