package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "DRAIN_DURATION|soon|a duration such as 10s or 3000ms, at most 10m",
                "DRAIN_DURATION|0s|a duration such as 10s or 3000ms, at most 10m",
                "DRAIN_DURATION|600001ms|a duration such as 10s or 3000ms, at most 10m",
                "ADMIN_HOST|' '|an address to bind to",
                "ADMIN_ALLOWED_HOSTS|realtime-1:8081|names such as realtime-1 without ports, comma-separated",
                "ADMIN_ALLOWED_HOSTS|http://realtime-1|names such as realtime-1 without ports, comma-separated",
                "ADMIN_PORT|99999|a port, 0 to 65535",
                "JWT_LEEWAY|-5s|whole seconds, such as 0s or 5s",
                "JWT_LEEWAY|500ms|whole seconds, such as 0s or 5s",
                "KAFKA_TOPIC_PREFIX|mesa ya|the start of a topic\'s name, such as mesa-ya",
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
                "REST_SECTION_PATH|/api/section|a path with {id} in it, such as /api/section/{id}",
                "REST_SECTION_PATH|/api/{section}/{id}|a path with {id} in it, such as /api/section/{id}",
                "REST_SECTION_PATH|api/section/{id}|a path with {id} in it, such as /api/section/{id}",
                "REST_TIMEOUT|10 parsecs|a duration such as 10s or 3000ms",
                "REST_MAX_CONCURRENT|0|a whole number of at least 1",
                "REST_BREAKER_MAX_FAILURES|0|a whole number of at least 1",
                "REST_BREAKER_RESET|now|a duration such as 10s or 3000ms",
                "REST_BREAKER_MAX_RESET|now|a duration such as 10s or 3000ms",
                "REST_MAX_SIZE|4GiB|a size such as 8MiB, less than 2GiB",
                "REST_MAX_SIZE|0|a size such as 8MiB, less than 2GiB",
                "REST_MAX_SIZE|large|a size such as 8MiB, less than 2GiB",
                "KAFKA_BROKERS|kafka|host:port, comma-separated",
                "KAFKA_BROKERS|kafka:9092,|host:port, comma-separated",
                "KAFKA_BROKERS|kafka:9092, other:9092|host:port, comma-separated",
                "KAFKA_GROUP_ID|' '|a consumer group",
                "KAFKA_OFFSET_RESET|yesterday|earliest or latest",
                "KAFKA_MAX_IN_FLIGHT|0|a whole number of at least 1",
                "KAFKA_MAX_IN_FLIGHT|1025|at most SECTION_WINDOW (1024)",
                "KAFKA_COVERAGE_GRACE|now|a duration such as 10s or 3000ms",
                "KAFKA_MAX_RECORD_SIZE|0|a size such as 8MiB, less than 2GiB",
                "KAFKA_DEAD_LETTER_TOPIC|dead letters|a topic, or empty",
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
                "CLUSTER_HOST|0.0.0.0|the host that other nodes reach this one by",
                "CLUSTER_HOST|a b|the host that other nodes reach this one by",
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
