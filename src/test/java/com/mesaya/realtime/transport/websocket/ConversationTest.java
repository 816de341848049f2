package com.mesaya.realtime.transport.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.transport.admission.ClientLimits;
import com.mesaya.realtime.transport.feed.Session;
import com.mesaya.realtime.transport.frame.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConversationTest {

    private static final Instant TOMORROW = Instant.parse("2999-01-02T00:00:00Z");
    private static final String PING = "{\"action\":\"ping\"}";

    private final Map<String, TokenVerifier.Verdict> verdicts = new HashMap<>();

    @Test
    void answersPingWithPong() {
        assertThat(say(conversation(10, 10), PING)).isEqualTo("{\"event\":\"system.pong\",\"payload\":{}}");
    }

    @Test
    void takesAFreshTokenOfTheSameUser() {
        verdicts.put("fresh", new TokenVerifier.Verified(viewer("ana", "OWNER")));

        assertThat(say(conversation(10, 10), authenticate("fresh")))
                .isEqualTo(
                        "{\"event\":\"session.authenticated\",\"payload\":{\"expiresAt\":\"2999-01-02T00:00:00Z\"}}");
    }

    @Test
    void refusesTheTokenOfAnotherUserAndGoesOn() {
        verdicts.put("bob's", new TokenVerifier.Verified(viewer("bob", "OWNER")));
        Conversation conversation = conversation(10, 10);

        assertThat(say(conversation, authenticate("bob's"))).contains("\"code\":\"USER_MISMATCH\"");
        assertThat(say(conversation, PING)).contains("system.pong");
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN_INVALID", "TOKEN_EXPIRED"})
    void refusesATokenThatIsNoGoodAndGoesOn(ErrorCode code) {
        verdicts.put("bad", new TokenVerifier.Refused(code));
        Conversation conversation = conversation(10, 10);

        assertThat(say(conversation, authenticate("bad"))).contains("\"code\":\"" + code + "\"");
        assertThat(say(conversation, PING)).contains("system.pong");
    }

    @ParameterizedTest
    @EnumSource(names = {"KEYS_UNAVAILABLE", "TOKEN_NOT_YET_VALID"})
    void doesNotCountWhatIsNoFaultOfTheClient(ErrorCode code) {
        verdicts.put("early", new TokenVerifier.Refused(code));
        Conversation conversation = conversation(10, 1);

        assertThat(say(conversation, authenticate("early"))).contains("\"code\":\"" + code + "\"");
        assertThat(say(conversation, authenticate("early"))).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void endsIfTheFreshTokenNoLongerPermitsThis() {
        verdicts.put("demoted", new TokenVerifier.Verified(viewer("ana", "WAITER")));

        Outbound answer = answer(conversation(10, 10), new Inbound.Text(authenticate("demoted")));

        assertThat(answer.close()).isEqualTo(CloseReason.ACCESS_DENIED);
    }

    @Test
    void putsUpWithSoManyBadMessagesAndNoMore() {
        Conversation conversation = conversation(100, 3);

        assertThat(answer(conversation, new Inbound.Text("?")).close()).isNull();
        assertThat(answer(conversation, new Inbound.Text(PING)).close()).isNull();
        assertThat(answer(conversation, new Inbound.Text("{\"action\":\"?\"}")).close())
                .isNull();
        Outbound last = answer(conversation, new Inbound.Text("?"));
        assertThat(last.close()).isEqualTo(CloseReason.TOO_MANY_BAD_MESSAGES);
        assertThat(text(last)).contains("\"code\":\"MESSAGE_INVALID\"");
    }

    @Test
    void refusesMessagesThatComeTooFast() {
        long startNanos = System.nanoTime();
        Conversation conversation = conversation(1, 2);

        assertThat(say(conversation, PING)).contains("system.pong");
        assertThat(say(conversation, PING)).contains("system.pong");
        var answers = new ArrayList<Outbound>();
        do {
            answers.add(answer(conversation, new Inbound.Text(PING)));
        } while (answers.get(answers.size() - 1).close() == null && answers.size() < 1_000);
        long inTime = answers.stream()
                .filter(answer -> text(answer).contains("system.pong"))
                .count();
        List<Outbound> refusals = answers.stream()
                .filter(answer -> text(answer).contains("\"code\":\"TOO_MANY_MESSAGES\""))
                .toList();
        // Should the machine stand still meanwhile, some have their turn.
        assertThat(inTime).isLessThanOrEqualTo((System.nanoTime() - startNanos) / 1_000_000_000);
        assertThat(refusals).extracting(Outbound::close).containsExactly(null, CloseReason.TOO_MANY_BAD_MESSAGES);
    }

    @Test
    void endsAtWhatIsBinaryOrTooBig() {
        Outbound binary = answer(conversation(10, 10), Inbound.Unusable.BINARY);
        Outbound tooBig = answer(conversation(10, 10), Inbound.Unusable.TOO_BIG);

        assertThat(binary.close()).isEqualTo(CloseReason.BINARY_REFUSED);
        assertThat(text(binary)).contains("\"code\":\"BINARY_REFUSED\"");
        assertThat(tooBig.close()).isEqualTo(CloseReason.MESSAGE_TOO_BIG);
        assertThat(text(tooBig)).contains("\"code\":\"MESSAGE_TOO_BIG\"");
    }

    private Conversation conversation(int messagesPerSecond, int maxBadMessages) {
        var session = new Session(
                viewer("ana", "OWNER"), Duration.ofSeconds(60), expiresAt -> {}, () -> {}, InstantSource.system());
        return new Conversation(
                Events.SECTION,
                "ana",
                session,
                token -> CompletableFuture.completedStage(verdicts.get(token)),
                (viewer, section) -> viewer.roles().contains("OWNER"),
                new ClientLimits(1_000, messagesPerSecond, maxBadMessages, Duration.ofSeconds(60), 500));
    }

    private static String say(Conversation conversation, String text) {
        Outbound answer = answer(conversation, new Inbound.Text(text));
        assertThat(answer.close()).isNull();
        return text(answer);
    }

    private static Outbound answer(Conversation conversation, Inbound message) {
        return conversation.answer(message).toCompletableFuture().join();
    }

    private static String text(Outbound outbound) {
        assertThat(outbound.frames()).hasSize(1);
        return new String(outbound.frames().get(0).bytes(), UTF_8);
    }

    private static String authenticate(String token) {
        return "{\"action\":\"authenticate\",\"token\":\"" + token + "\"}";
    }

    private static Viewer viewer(String userId, String role) {
        return new Viewer(userId, Set.of(role), Set.of(), TOMORROW);
    }
}
