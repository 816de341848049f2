package com.mesaya.realtime.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ServerFailuresTest {

    private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    private final Logger logger = (Logger) LoggerFactory.getLogger(Server.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        testKit.shutdownTestKit();
    }

    @Test
    void areAnsweredAndLoggedWithoutAWordOfTheRequest() throws Exception {
        var route = Server.sealed(Directives.extractRequest(request -> {
            throw new IllegalStateException("over " + request.getUri(), new IllegalArgumentException("s3cret"));
        }));

        HttpResponse response = route.function(testKit.system())
                .apply(HttpRequest.GET("/ws/restaurant/1/s3cret"))
                .toCompletableFuture()
                .join();

        assertThat(response.status().intValue()).isEqualTo(500);
        assertThat(((HttpEntity.Strict) response.entity()).getData().utf8String())
                .contains("INTERNAL")
                .doesNotContain("s3cret");
        assertThat(appender.list).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage())
                    .startsWith("A request failed: java.lang.IllegalStateException at [com.mesaya.")
                    .doesNotContain("s3cret");
            assertThat(event.getThrowableProxy()).isNull();
        });
    }
}
