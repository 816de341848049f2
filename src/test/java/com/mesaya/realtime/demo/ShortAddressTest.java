package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShortAddressTest {

    private final AtomicReference<String> parameters = new AtomicReference<>("section=a&section=b");
    private final ShortAddress address;

    ShortAddressTest() throws IOException {
        address = new ShortAddress(parameters::get);
    }

    @AfterEach
    void close() {
        address.close();
    }

    @Test
    void answersPagesOfAnyOriginWithTheParameters() throws Exception {
        HttpResponse<String> answer = get(address.url());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("section=a&section=b");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void answersWithTheParametersOfNow() throws Exception {
        parameters.set("section=c");

        assertThat(get(address.url()).body()).isEqualTo("section=c");
    }

    @Test
    void answersNobodyWithoutTheCode() throws Exception {
        assertThat(get(address.origin() + "/").statusCode()).isEqualTo(404);
        assertThat(get(address.url().substring(0, address.url().length() - 1)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void hasAnotherCodeEachTime() throws IOException {
        try (var another = new ShortAddress(parameters::get)) {
            assertThat(URI.create(another.url()).getPath())
                    .isNotEqualTo(URI.create(address.url()).getPath())
                    .hasSize(17);
        }
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
