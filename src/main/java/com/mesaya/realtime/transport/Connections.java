package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.AccessPolicy;
import com.mesaya.realtime.application.CursorSigner;
import com.mesaya.realtime.application.JoinSection;
import com.mesaya.realtime.application.ReadinessCheck;
import com.mesaya.realtime.application.ResumeMiss;
import com.mesaya.realtime.application.SectionMonitor;
import com.mesaya.realtime.application.TokenVerifier;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;

/** Opens the clients' connections, and knows those that are open. Thread-safe. */
public final class Connections implements ReadinessCheck {

    private final JoinSection joinSection;
    private final TokenVerifier tokens;
    private final AccessPolicy access;
    private final CursorSigner cursors;
    private final Admission admission;
    private final ClientLimits limits;
    private final SectionMonitor monitor;
    private final Pace returning;
    private final ActorSystem<?> system;
    private final Materializer materializer;
    private final Set<SectionConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    public Connections(
            JoinSection joinSection,
            TokenVerifier tokens,
            AccessPolicy access,
            CursorSigner cursors,
            Admission admission,
            ClientLimits limits,
            SectionMonitor monitor,
            ActorSystem<?> system) {
        this.joinSection = joinSection;
        this.tokens = tokens;
        this.access = access;
        this.cursors = cursors;
        this.admission = admission;
        this.limits = limits;
        this.monitor = monitor;
        this.returning = new Pace(limits.returnsPerSecond());
        this.system = system;
        this.materializer = Materializer.createMaterializer(system);
    }

    @Override
    public List<String> waitsFor() {
        return closing ? List.of("its end: it lets nobody in any more") : List.of();
    }

    /** Whether nobody is let in any more. */
    boolean isClosing() {
        return closing;
    }

    /** From now on nobody is let in. */
    void close() {
        closing = true;
    }

    /** How many are open now. */
    public int count() {
        return open.size();
    }

    /** How many of them have taken nothing of what waits for them for a while. */
    public long stalled() {
        Instant now = Instant.now();
        return open.stream()
                .filter(connection -> connection.tally().isStalled(now))
                .count();
    }

    /** Those that are open now. */
    Set<SectionConnection> open() {
        return Set.copyOf(open);
    }

    /** A client's connection to a section, as a WebSocket handler. */
    Flow<Message, Message, NotUsed> connect(
            SectionId section, Viewer viewer, String token, Query query, ClientAddress address) {
        Optional<String> cursor = query.get("cursor");
        boolean resumable =
                cursor.isPresent() || query.get("resume").filter("true"::equals).isPresent();
        boolean timed = query.get("timing").filter("true"::equals).isPresent();
        Optional<ResumePoint> resumeFrom = cursor.flatMap(text -> cursors.verify(text, section, viewer));
        var request =
                new JoinSection.Request(section, token, address.address(), viewer.expiresAt(), resumable, resumeFrom);
        var frames = new Frames(section, viewer, resumable, timed, cursors, InstantSource.system());
        var connection =
                new SectionConnection(joinSection, request, frames, monitor, InstantSource.system(), returning);
        var session = new Session(
                viewer,
                limits.expiryNotice(),
                expiresAt -> connection.tell(Session.frame("session.expiring", expiresAt)),
                () -> connection.close(Outbound.failing(ErrorCode.TOKEN_EXPIRED)),
                InstantSource.system(),
                system);
        var conversation = new Conversation(section, viewer.userId(), session, tokens, access, limits);
        return WebSocketFlow.of(
                connection.flow(conversation::answer).mapMaterializedValue(started -> {
                    if (cursor.isPresent() && resumeFrom.isEmpty()) {
                        monitor.resumeMissed(ResumeMiss.CURSOR_INVALID);
                    }
                    ConnectionLog.opened(section, viewer, address);
                    connection.ended().thenRun(() -> ConnectionLog.closed(section, viewer, connection.tally()));
                    began(connection, session, viewer.userId(), address);
                    return started;
                }),
                limits.maxMessageBytes(),
                materializer);
    }

    private void began(SectionConnection connection, Session session, String userId, ClientAddress address) {
        Optional<ErrorCode> refusal = admission.enter(userId, address);
        open.add(connection);
        session.start();
        connection.ended().thenRun(() -> {
            open.remove(connection);
            session.end();
            if (refusal.isEmpty()) {
                admission.leave(userId, address);
            }
        });
        refusal.ifPresent(code -> connection.close(Outbound.failing(code)));
        if (closing) {
            connection.close(Outbound.closing(CloseReason.SERVER_STOPPING));
        }
    }
}
