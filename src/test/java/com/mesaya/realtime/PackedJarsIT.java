package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.PackedJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two jars that a build leaves. */
class PackedJarsIT {

    private static final long MOST_BYTES = 62_000_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com/mesaya/realtime/demo/",
                "com/mesaya/realtime/demojar/",
                "com/mesaya/realtime/bench/",
                "kafka/server/",
                "org/apache/kafka/metadata/",
                "org/apache/kafka/raft/",
                "org/apache/kafka/storage/",
                "org/apache/kafka/coordinator/",
                "org/apache/commons/",
                "scala/reflect/internal/"
            })
    void onlyTheDemoJarHasADemoABenchmarkAndABroker(String place) throws IOException {
        assertThat(entries(PackedJar.DEMO)).anyMatch(entry -> entry.startsWith(place));
        assertThat(entries(PackedJar.SERVICE)).noneMatch(entry -> entry.startsWith(place));
    }

    @Test
    void theServiceJarHasTheServiceAndItsPage() throws IOException {
        assertThat(entries(PackedJar.SERVICE))
                .contains(
                        "com/mesaya/realtime/Main.class",
                        "com/mesaya/realtime/cli/TokenCommand.class",
                        "application.conf",
                        "logback.xml",
                        "web/index.html",
                        "web/client/index.js",
                        "web/docs/asyncapi.yaml");
    }

    @Test
    void theServiceJarIsSmall() throws IOException {
        assertThat(Files.size(PackedJar.SERVICE.path())).isLessThan(MOST_BYTES);
    }

    @Test
    void theServiceJarListsItsCommands() throws Exception {
        assertThat(output(PackedJar.SERVICE, Map.of(), 0, "--help"))
                .containsPattern("(?m)^  serve ")
                .doesNotContainPattern("(?m)^  (demo|bench) ");
    }

    @Test
    void theDemoJarListsItsCommands() throws Exception {
        assertThat(output(PackedJar.DEMO, Map.of(), 0, "--help"))
                .containsPattern("(?m)^  serve ")
                .containsPattern("(?m)^  demo ")
                .containsPattern("(?m)^  bench ");
    }

    @Test
    void theServiceJarSaysInOneLineWhichSettingIsMissing() throws Exception {
        String refusal = output(
                PackedJar.SERVICE, Map.of("JWT_SECRET", "", "JWT_PUBLIC_KEY", "", "JWT_JWKS_URL", ""), 2, "serve");

        assertThat(refusal.lines()).singleElement().asString().contains("JWT_SECRET", "JWT_PUBLIC_KEY");
    }

    /** The native code of some platforms isn't packed. */
    @ParameterizedTest
    @EnumSource(PackedJar.class)
    void readsCompressedRecords(PackedJar jar) throws Exception {
        try (var classes = new URLClassLoader(new URL[] {jar.path().toUri().toURL()}, null)) {
            byte[] bytes = "a record".getBytes(StandardCharsets.UTF_8);

            Object zstd = classes.loadClass("com.github.luben.zstd.Zstd")
                    .getMethod("compress", byte[].class)
                    .invoke(null, bytes);
            Object snappy = classes.loadClass("org.xerial.snappy.Snappy")
                    .getMethod("compress", byte[].class)
                    .invoke(null, bytes);
            Object lz4 = classes.loadClass("net.jpountz.lz4.LZ4Factory")
                    .getMethod("nativeInstance")
                    .invoke(null);

            assertThat((byte[]) zstd).isNotEmpty();
            assertThat((byte[]) snappy).isNotEmpty();
            assertThat(lz4).hasToString("LZ4Factory:JNI");
        }
    }

    private static List<String> entries(PackedJar jar) throws IOException {
        try (var file = new JarFile(jar.path().toFile())) {
            return file.stream().map(Object::toString).toList();
        }
    }

    private static String output(PackedJar jar, Map<String, String> environment, int exitCode, String... arguments)
            throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        Stream.concat(Stream.of(java, "-jar", jar.path().toString()), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(exitCode);
        return output;
    }
}
