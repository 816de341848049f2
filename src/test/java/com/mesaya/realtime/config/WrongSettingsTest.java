package com.mesaya.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong setting is refused in one line that names its environment variable and says what it should be. */
class WrongSettingsTest {

    @Test
    void namesWhatIsMissing() {
        var onlyJwt = Map.of("JWT_SECRET", "s3cret");
        var noBrokers = Map.of("JWT_SECRET", "s3cret", "REST_BASE_URL", "http://main-api:3000");

        assertThat(refusal(Configs.exactly(Map.of()))).startsWith("JWT_SECRET ").contains("JWT_PUBLIC_KEY", "set");
        assertThat(refusal(Configs.exactly(onlyJwt)))
                .startsWith("REST_BASE_URL ")
                .endsWith("is not set");
        assertThat(refusal(Configs.exactly(noBrokers)))
                .startsWith("KAFKA_BROKERS ")
                .endsWith("is not set");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HOST|' '|an address to bind to",
                "PORT|http|a port, 0 to 65535",
                "PORT|65536|a port, 0 to 65535",
                "PORT|-1|a port, 0 to 65535",
                "PORT|8080.5|a port, 0 to 65535",
                "PORT|8e3|a port, 0 to 65535",
                "PORT|99999999999|a port, 0 to 65535",
                "MAX_CONNECTIONS|1.5|a whole number of at least 1",
                "HTTP_MAX_URI|8B|a size such as 8MiB, less than 2GiB, at least 1024B",
                "HTTP_MAX_HEADER|8B|a size such as 8MiB, less than 2GiB, at least 1024B",
                "HTTP_MAX_HEADER_NAME|8B|a size such as 8MiB, less than 2GiB, at least 64B",
                "HTTP_MAX_HEADERS|8|a whole number of at least 32",
                "WEBSOCKET_SUBPROTOCOLS|mesaya/1|names such as mesaya.v1, comma-separated",
                "WEBSOCKET_SUBPROTOCOLS|mesaya.v1 bearer|names such as mesaya.v1, comma-separated",
                "ACCESS_ROLES|' , '|names, comma-separated, at least one",
                "JWT_ISSUER|'somebody '|without blanks around it",
                "HTTP_BACKLOG|0|a whole number of at least 1",
                "STALL_TIMEOUT|soon|a duration such as 10s or 3000ms",
                "HTTP_IDLE_TIMEOUT|0s|a duration such as 10s or 3000ms",
                "MAX_CONNECTIONS|0|a whole number of at least 1",
                "MAX_CONNECTIONS_PER_USER|many|a whole number of at least 1",
                "MAX_CONNECTIONS_PER_ADDRESS|-1|a whole number of at least 1",
                "HANDSHAKES_PER_SECOND|0|a whole number of at least 1",
                "HANDSHAKES_PER_SECOND_AND_ADDRESS|0|a whole number of at least 1",
                "TRUSTED_PROXIES|proxy.local|addresses or ranges such as 10.0.0.0/8, comma-separated",
                "TRUSTED_PROXIES|10.0.0.0/33|addresses or ranges such as 10.0.0.0/8, comma-separated",
                "ALLOWED_ORIGINS|mesaya.ec|origins such as https://mesaya.ec, comma-separated",
                "ALLOWED_ORIGINS|https://mesaya.ec/|origins such as https://mesaya.ec, comma-separated",
                "PAGE_CONNECT_SOURCES|mesaya.ec|addresses such as wss://realtime.mesaya.ec, comma-separated",
                "PAGE_CONNECT_SOURCES|wss://a; img-src b|addresses such as wss://realtime.mesaya.ec, comma-separated",
                "CLIENT_MAX_MESSAGE_SIZE|0|a size such as 8MiB, less than 2GiB",
                "CLIENT_MESSAGES_PER_SECOND|0|a whole number of at least 1",
                "CLIENT_MAX_BAD_MESSAGES|0|a whole number of at least 1",
                "EXPIRY_NOTICE|soon|a duration such as 10s or 3000ms",
                "COMPRESSION|on|one of auto, off",
                "COMPRESSION_MIN_SIZE|0B|a size such as 8MiB, less than 2GiB",
                "COMPRESSION_LEVEL|0|a whole number from 1 to 9",
                "COMPRESSION_LEVEL|10|a whole number from 1 to 9",
                "FEED_LONGEST_PAUSE|soon|off, or a duration such as 10s or 3000ms, at most 1s",
                "FEED_LONGEST_PAUSE|1001ms|off, or a duration such as 10s or 3000ms, at most 1s",
                "DRAIN_DURATION|soon|a duration such as 10s or 3000ms, at most 10m",
                "DRAIN_DURATION|0s|a duration such as 10s or 3000ms, at most 10m",
                "DRAIN_DURATION|600001ms|a duration such as 10s or 3000ms, at most 10m",
                "WARM_UP|soon|off, or a duration such as 10s or 3000ms, at most 2m",
                "WARM_UP|121s|off, or a duration such as 10s or 3000ms, at most 2m",
                "WARM_UP|0s|off, or a duration such as 10s or 3000ms, at most 2m",
                "ADMIN_HOST|' '|an address to bind to",
                "ADMIN_ALLOWED_HOSTS|realtime-1:8081|names such as realtime-1 without ports, comma-separated",
                "ADMIN_ALLOWED_HOSTS|http://realtime-1|names such as realtime-1 without ports, comma-separated",
                "ADMIN_PORT|99999|a port, 0 to 65535",
                "JWT_LEEWAY|-5s|whole seconds, such as 0s or 5s",
                "JWT_LEEWAY|500ms|whole seconds, such as 0s or 5s",
                "KAFKA_TOPIC_PREFIX|mesa ya|the start of a topic\'s name, such as mesa-ya",
                "EVENT_ORDER|offset|one of updated-at, envelope",
                "KAFKA_BROKERS|kafka:99999|host:port, comma-separated",
                "JWT_EXPIRY_REQUIRED|maybe|true or false",
                "JWT_MAX_LENGTH|0|a size such as 8MiB, less than 2GiB",
                "REST_BASE_URL|main-api:3000|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|ftp://main-api|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://main-api?x=1|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://main api|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://main-api/%zz|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://main^api|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://main-api:|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://main-api:99999|the main API's address, such as http://main-api:3000",
                "REST_BASE_URL|http://main-api#x|the main API's address, such as http://main-api:3000",
                "REST_SECTION_PATH|//other/{id}|a path with {id} in it, such as /api/section/{id}",
                "REST_SECTION_PATH|/api/section#{id}|a path with {id} in it, such as /api/section/{id}",
                "REST_SECTION_PATH|/api/section|a path with {id} in it, such as /api/section/{id}",
                "REST_SECTION_PATH|/api/{section}/{id}|a path with {id} in it, such as /api/section/{id}",
                "REST_SECTION_PATH|api/section/{id}|a path with {id} in it, such as /api/section/{id}",
                "REST_SECTION_POINTER|data|a JSON pointer such as /data",
                "REST_FORWARD_CLIENT_ADDRESS|maybe|true or false",
                "REST_MAX_PER_SECOND|0|a whole number of at least 1",
                "REST_BURST|0|a whole number of at least 1",
                "REST_TIMEOUT|10 parsecs|a duration such as 10s or 3000ms",
                "REST_MAX_CONCURRENT|0|a whole number of at least 1",
                "REST_BREAKER_MAX_FAILURES|0|a whole number of at least 1",
                "REST_BREAKER_RESET|now|a duration such as 10s or 3000ms",
                "REST_BREAKER_MAX_RESET|now|a duration such as 10s or 3000ms",
                "REST_MAX_SIZE|4GiB|a size such as 8MiB, less than 2GiB",
                "REST_MAX_SIZE|0|a size such as 8MiB, less than 2GiB",
                "REST_MAX_SIZE|large|a size such as 8MiB, less than 2GiB",
                "KAFKA_BROKERS|kafka|host:port, comma-separated",
                "KAFKA_BROKERS|kafka:9092 other:9092|host:port, comma-separated",
                "KAFKA_BROKERS|kafka:9092;other:9092|host:port, comma-separated",
                "KAFKA_BROKERS|kafka:9092, other|host:port, comma-separated",
                "KAFKA_BROKERS|PLAINTEXT://kafka:9092|host:port, comma-separated",
                "KAFKA_BROKERS|2001:db8::1:9092|host:port, comma-separated",
                "KAFKA_BROKERS|kafka:0|host:port, comma-separated",
                "KAFKA_BROKERS|' , '|host:port, comma-separated",
                "KAFKA_GROUP_ID|'group '|a consumer group",
                "KAFKA_DEAD_LETTER_TOPIC|mesa-ya.tables.updated|a topic that isn't read, or empty",
                "KAFKA_DEAD_LETTER_TOPIC|mesa-ya.tables.events.v2|a topic that isn't read, or empty",
                "KAFKA_GROUP_ID|' '|a consumer group",
                "KAFKA_OFFSET_RESET|yesterday|earliest or latest",
                "KAFKA_MAX_IN_FLIGHT|0|a whole number of at least 1",
                "KAFKA_MAX_IN_FLIGHT_SIZE|0|a size such as 8MiB, less than 2GiB",
                "KAFKA_COVERAGE_GRACE|now|a duration such as 10s or 3000ms",
                "KAFKA_STUCK_AFTER|later|a duration such as 10s or 3000ms",
                "KAFKA_GIVE_UP_AFTER|never|a duration such as 10s or 3000ms",
                "KAFKA_GIVE_UP_AFTER|5000ms|more than SECTION_ASK_TIMEOUT (5000ms)",
                "KAFKA_MAX_RECORD_SIZE|0|a size such as 8MiB, less than 2GiB",
                "KAFKA_DEAD_LETTER_TOPIC|dead letters|a topic that isn't read, or empty",
                "KAFKA_RESTART_BACKOFF|now|a duration such as 10s or 3000ms",
                "KAFKA_MAX_RESTART_BACKOFF|now|a duration such as 10s or 3000ms",
                "SECTION_WINDOW|0|a whole number of at least 1",
                "SECTION_MAX_ENTITIES|0|a whole number of at least 1",
                "SECTION_MAX_SIZE|-1|a size such as 8MiB, less than 2GiB",
                "SECTION_TOMBSTONE_RETENTION|long|a duration such as 10s or 3000ms",
                "SECTION_LINGER|0|a duration such as 10s or 3000ms",
                "SECTION_MAX_UNWATCHED|0|a whole number of at least 1",
                "SUBSCRIBER_BOUND|1025|at most SECTION_WINDOW (1024)",
                "SUBSCRIBER_BOUND|1.5x|a whole number of at least 1",
                "OVERFLOW_POLICY|explode|one of conflate, drop-oldest, disconnect",
                "BATCH_EVENTS|0|a whole number of at least 1",
                "BATCH_SIZE|0|a size such as 8MiB, less than 2GiB",
                "SECTION_POLL_TIMEOUT|x|a duration such as 10s or 3000ms",
                "SECTION_ASK_TIMEOUT|x|a duration such as 10s or 3000ms",
                "CLUSTER_HOST|0.0.0.0|the host at which other nodes reach this one",
                "CLUSTER_HOST|a b|the host at which other nodes reach this one",
                "CLUSTER_HOST|realtime_1|the host at which other nodes reach this one, of letters, digits, '-' and '.' (no '_')",
                "CLUSTER_HOST|-realtime|the host at which other nodes reach this one",
                "CLUSTER_HOST|realtime:25520|the host at which other nodes reach this one",
                "CLUSTER_HOST|10.0.0.256.1|the host at which other nodes reach this one",
                "CLUSTER_SEEDS|realtime_1:25520|host:port, comma-separated",
                "CLUSTER_PORT|70000|a port, 0 to 65535",
                "CLUSTER_SEEDS|one|host:port, comma-separated",
                "CLUSTER_SEEDS|one:1,two:0|host:port, comma-separated",
                "CLUSTER_BOOTSTRAP|consul|one of none, config, dns, kubernetes-api",
                "CLUSTER_ROLES|a b|names, comma-separated",
                "CLUSTER_SECTION_ROLE|a b|a role, or empty",
                "CLUSTER_STABLE_AFTER|soon|a duration such as 10s or 3000ms",
                "CLUSTER_FORM_AFTER|soon|a duration such as 10s or 3000ms",
                "CLUSTER_JOIN_TIMEOUT|soon|a duration such as 10s or 3000ms",
                "CLUSTER_TLS_CA_FILE|/nowhere/ca.pem|a file that can be read, or empty",
                "LOG_LEVEL|loud|one of trace, debug, info, warn, error",
                "LOG_FORMAT|xml|one of text, json"
            })
    void saysWhatASettingShouldBe(String variable, String value, String shouldBe) {
        assertThat(refusal(Configs.with(Map.of(variable, value))))
                .startsWith(variable + " (mesaya.")
                .contains(") must be " + shouldBe, "but is '" + value + "'");
    }

    static Stream<Arguments> saysWhichUnitANumberNeeds() {
        return defaults()
                .filter(setting -> isDuration(setting.value()) || isSize(setting.value()))
                .map(setting ->
                        Arguments.of(setting.variable(), isSize(setting.value()) ? "7MiB, 7KiB or 7B" : "7s or 7ms"));
    }

    /** All of them, also those to come: a bare number was taken for milliseconds or bytes. */
    @ParameterizedTest
    @MethodSource
    void saysWhichUnitANumberNeeds(String variable, String write) {
        assertThat(refusal(Configs.with(Map.of(variable, "7", "JWT_JWKS_URL", "https://auth/jwks.json"))))
                .startsWith(variable + " (mesaya.")
                .endsWith("but is '7', which has no unit: write " + write);
    }

    static Stream<String> refusesAFractionOfAWholeNumber() {
        return defaults().filter(setting -> setting.value().matches("\\d+")).map(Setting::variable);
    }

    @ParameterizedTest
    @MethodSource
    void refusesAFractionOfAWholeNumber(String variable) {
        assertThat(refusal(Configs.with(Map.of(
                        variable, "99.5", "JWT_JWKS_URL", "https://auth/jwks.json", "CLUSTER_BOOTSTRAP", "dns"))))
                .startsWith(variable + " (mesaya.")
                .endsWith("but is '99.5'");
    }

    private record Setting(String variable, String value) {}

    /** Those that an environment variable sets, with what they are otherwise. */
    private static Stream<Setting> defaults() {
        try {
            return Pattern.compile("^ *([a-z-]+) = \"?([^\"\\n]*)\"?\\n *\\1 = \\$\\{\\?([A-Z_]+)}$", Pattern.MULTILINE)
                    .matcher(Files.readString(Path.of("conf/application.conf")))
                    .results()
                    .map(found -> new Setting(found.group(3), found.group(2)))
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isDuration(String value) {
        return value.matches("\\d+(ms|s|m|h|d)");
    }

    private static boolean isSize(String value) {
        return value.matches("\\d+([KM]i)?B");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://mesaya.ec/|no path",
                "https://mesaya.ec/app|no path",
                "https://mesaya.ec?x|no path",
                "https://*|first label",
                "*|an empty list",
                "https://app.*.ec|first label",
                "https://a*.mesaya.ec|first label",
                "https://*.*.ec|first label",
                "*.mesaya.ec|scheme, :// and a host",
                "wss://mesaya.ec|http, https, capacitor or ionic",
                "htps://mesaya.ec|http, https, capacitor or ionic",
                "file:///app|scheme, :// and a host",
                "null|scheme, :// and a host",
                "https://ana@mesaya.ec|scheme, :// and a host",
                "https://caf\u00e9.ec|in ASCII",
                "https://mesaya.ec:65536|no such port",
                "https://mesaya.ec:http|scheme, :// and a host"
            })
    void saysWhyAnOriginWouldMatchNobody(String origin, String reason) {
        assertThat(refusal(Configs.with(Map.of("ALLOWED_ORIGINS", origin))))
                .startsWith("ALLOWED_ORIGINS (mesaya.admission.allowed-origins) must be origins such as")
                .contains("but is '" + origin + "', ", reason);
    }

    @Test
    void saysThatATimeIsLongerThanAnyThatIsMeant() {
        assertThat(refusal(Configs.with(Map.of("REST_TIMEOUT", "25d"))))
                .endsWith("but is '25d', which is more than 24d");
    }

    @Test
    void neverShowsThePasswordInAnAddress() {
        assertThat(refusal(Configs.with(Map.of("REST_BASE_URL", "http://ana:topsecret@main-api:3000"))))
                .startsWith("REST_BASE_URL ")
                .contains("without user or password")
                .doesNotContain("topsecret");
    }

    @Test
    void refusesABackoffThatStartsAboveItsOwnLimit() {
        var config = Configs.with(Map.of("KAFKA_RESTART_BACKOFF", "60s", "KAFKA_MAX_RESTART_BACKOFF", "30s"));

        assertThat(refusal(config)).startsWith("KAFKA_RESTART_BACKOFF ").contains("KAFKA_MAX_RESTART_BACKOFF");
    }

    @Test
    void refusesARestForTheMainApiThatStartsAboveItsOwnLimit() {
        var config = Configs.with(Map.of("REST_BREAKER_RESET", "60s"));

        assertThat(refusal(config)).startsWith("REST_BREAKER_RESET ").contains("REST_BREAKER_MAX_RESET (30000ms)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CLUSTER_SEEDS=a:1 CLUSTER_BOOTSTRAP=dns|CLUSTER_SEEDS and CLUSTER_BOOTSTRAP",
                "CLUSTER_SEEDS=a:1 JWT_SECRET= JWT_JWKS_URL=https://a/keys|RESUME_SECRET ",
                "HANDOVER_TIMEOUT=5s|HANDOVER_TIMEOUT ",
                "CLUSTER_BOOTSTRAP=dns ADMIN_PORT=0|ADMIN_PORT ",
                "CLUSTER_BOOTSTRAP=dns CLUSTER_HOST=10.0.0.7|ADMIN_HOST ",
                "CLUSTER_BOOTSTRAP=config|CLUSTER_CONTACT_POINTS ",
                "CLUSTER_BOOTSTRAP=dns CLUSTER_SERVICE=|CLUSTER_SERVICE ",
                "CLUSTER_BOOTSTRAP=dns CLUSTER_PORT_NAME=/|CLUSTER_PORT_NAME ",
                "CLUSTER_BOOTSTRAP=dns CLUSTER_REQUIRED_CONTACT_POINTS=0|CLUSTER_REQUIRED_CONTACT_POINTS ",
                "CLUSTER_TLS_KEY_FILE=pom.xml|CLUSTER_TLS_CERT_FILE, CLUSTER_TLS_CA_FILE ",
                "CLUSTER_TLS_KEY_FILE=pom.xml CLUSTER_TLS_CERT_FILE=pom.xml CLUSTER_TLS_CA_FILE=pom.xml|CLUSTER_TLS_KEY_FILE, "
            })
    void refusesWaysToAClusterThatLeadNowhere(String environment, String start) {
        Map<String, String> variables = Stream.of(environment.split(" ", -1))
                .map(variable -> variable.split("=", -1))
                .collect(Collectors.toMap(variable -> variable[0], variable -> variable[1]));

        assertThat(refusal(Configs.with(variables))).startsWith(start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REST_BASE_URL", "KAFKA_BROKERS", "OVERFLOW_POLICY"})
    void staysInOneLineWhateverTheValue(String variable) {
        assertThat(refusal(Configs.with(Map.of(variable, "two\r\nlines")))).startsWith(variable + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topsecret",
                "-----BEGIN PRIVATE KEY-----\ntopsecret\n-----END PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----\ntopsecret\n-----END PUBLIC KEY-----"
            })
    void neverShowsAKey(String key) {
        assertThat(refusal(Configs.with(Map.of("JWT_PUBLIC_KEY", key))))
                .startsWith("JWT_PUBLIC_KEY (mesaya.jwt.public-key) must be an RSA public key in PEM")
                .doesNotContain("topsecret");
    }

    @Test
    void neverShowsTheSecret() {
        var config = Configs.with(Map.of("JWT_SECRET", "topsecret", "PORT", "http"));

        assertThat(refusal(config)).doesNotContain("topsecret");
    }

    private static String refusal(Config config) {
        var refused = catchThrowableOfType(SettingsException.class, () -> Settings.from(config));
        String message = String.valueOf(refused.getMessage());
        assertThat(message).doesNotContain("\n", "\r");
        return message;
    }
}
