package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.access.AccessPolicy;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.Json;
import com.mesaya.realtime.transport.admission.Buckets;
import com.mesaya.realtime.transport.admission.ClientLimits;
import com.mesaya.realtime.transport.feed.Session;
import com.mesaya.realtime.transport.frame.CloseReason;
import io.github.bucket4j.Bucket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers the messages of one client, in order. Not thread-safe. */
final class Conversation {

    private static final int SECONDS_PER_BURST = 2;
    private static final Frame PONG = Frame.of("system.pong", Json.bytes(Map.of()));

    private final SectionId section;
    private final String userId;
    private final Session session;
    private final TokenVerifier tokens;
    private final AccessPolicy access;
    private final int maxBadMessages;
    private final Bucket rate;
    private int badMessages;

    Conversation(
            SectionId section,
            String userId,
            Session session,
            TokenVerifier tokens,
            AccessPolicy access,
            ClientLimits limits) {
        this.section = section;
        this.userId = userId;
        this.session = session;
        this.tokens = tokens;
        this.access = access;
        this.maxBadMessages = limits.maxBadMessages();
        this.rate =
                Buckets.perSecond(limits.messagesPerSecond(), (long) SECONDS_PER_BURST * limits.messagesPerSecond());
    }

    /** Returns the answer to a message. */
    CompletionStage<Outbound> answer(Inbound message) {
        if (message == Inbound.Unusable.BINARY) {
            return done(Outbound.failing(ErrorCode.BINARY_REFUSED));
        }
        if (message == Inbound.Unusable.TOO_BIG) {
            return done(Outbound.failing(ErrorCode.MESSAGE_TOO_BIG));
        }
        if (!rate.tryConsume(1)) {
            return done(bad(ErrorCode.TOO_MANY_MESSAGES));
        }
        ClientMessage understood = ClientMessage.parse(((Inbound.Text) message).text());
        if (understood instanceof ClientMessage.Authenticate authenticate) {
            return tokens.verify(authenticate.token()).thenApply(this::renewed);
        }
        return done(understood instanceof ClientMessage.Bad malformed ? bad(malformed.code()) : Outbound.of(PONG));
    }

    private Outbound renewed(TokenVerifier.Verdict verdict) {
        if (verdict instanceof TokenVerifier.Refused refused) {
            // Missing keys prevent verification, and clocks differ; the client is to blame for neither.
            return switch (refused.code()) {
                case KEYS_UNAVAILABLE, TOKEN_NOT_YET_VALID -> Outbound.of(Errors.frame(refused.code()));
                default -> bad(refused.code());
            };
        }
        Viewer fresh = ((TokenVerifier.Verified) verdict).viewer();
        if (!fresh.userId().equals(userId)) {
            return bad(ErrorCode.USER_MISMATCH);
        }
        if (!access.permits(fresh, section)) {
            return Outbound.failing(ErrorCode.ACCESS_DENIED);
        }
        session.renew(fresh);
        return Outbound.of(Session.frame("session.authenticated", fresh.expiresAt()));
    }

    private Outbound bad(ErrorCode code) {
        badMessages++;
        return badMessages < maxBadMessages
                ? Outbound.of(Errors.frame(code))
                : Outbound.closing(CloseReason.TOO_MANY_BAD_MESSAGES, Errors.frame(code));
    }

    private static CompletionStage<Outbound> done(Outbound outbound) {
        return CompletableFuture.completedStage(outbound);
    }
}
