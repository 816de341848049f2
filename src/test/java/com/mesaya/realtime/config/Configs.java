package com.mesaya.realtime.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.util.HashMap;
import java.util.Map;

/** The shipped configuration under an environment of the test's own. */
public final class Configs {

    private static final Map<String, String> NEEDED = Map.of(
            "JWT_SECRET", "s3cret",
            "REST_BASE_URL", "http://main-api:3000",
            "KAFKA_BROKERS", "kafka:9092");

    private Configs() {}

    /** With these environment variables, and what is needed beside them. */
    static Config with(Map<String, String> environment) {
        var variables = new HashMap<>(NEEDED);
        variables.putAll(environment);
        return exactly(variables);
    }

    /** With these environment variables and no others. */
    public static Config exactly(Map<String, String> environment) {
        return ConfigFactory.parseMap(environment)
                .withFallback(ConfigFactory.parseResources("application.conf"))
                .resolve(ConfigResolveOptions.noSystem());
    }
}
