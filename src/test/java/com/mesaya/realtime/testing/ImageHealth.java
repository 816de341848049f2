package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The health check of the Docker image, run as Docker runs it. */
public final class ImageHealth {

    private static final Path DOCKERFILE = Path.of("conf/docker/Dockerfile");
    private static final Pattern CHECK = Pattern.compile("HEALTHCHECK [^\\[]*CMD (\\[.*])\n");

    private ImageHealth() {}

    /** Whether the image counts as healthy whose admin port is here, while nothing answers at its public port. */
    public static boolean of(URI admin) {
        var builder = new ProcessBuilder(command()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("PORT", "1", "ADMIN_HOST", "0.0.0.0", "ADMIN_PORT", String.valueOf(admin.getPort())));
        try {
            Process check = builder.start();
            if (!check.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                check.destroyForcibly();
                throw new AssertionError("the health check doesn't end");
            }
            return check.exitValue() == 0;
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static List<String> command() {
        try {
            var check = CHECK.matcher(Files.readString(DOCKERFILE));
            if (!check.find()) {
                throw new AssertionError("the image has no health check");
            }
            return new ObjectMapper().readValue(check.group(1), new TypeReference<List<String>>() {});
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
