package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.access.AccessPolicy;
import com.mesaya.realtime.application.access.CursorSigner;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.monitor.ConnectionKind;
import com.mesaya.realtime.application.monitor.ConnectionMonitor;
import com.mesaya.realtime.application.monitor.ResumeMiss;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.admission.ClientAddress;
import com.mesaya.realtime.transport.admission.ClientLimits;
import com.mesaya.realtime.transport.admission.Pace;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.compression.GzipStream;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.feed.Line;
import com.mesaya.realtime.transport.feed.Session;
import com.mesaya.realtime.transport.frame.CloseReason;
import com.mesaya.realtime.transport.frame.EventStreamWire;
import com.mesaya.realtime.transport.frame.Frames;
import com.mesaya.realtime.transport.frame.SharedFrames;
import com.mesaya.realtime.transport.frame.WebSocketWire;
import com.mesaya.realtime.transport.frame.Wire;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.stream.Materializer;

/** Opens the clients' connections, and keeps track of the open ones. Thread-safe. */
public final class Connections implements ReadinessCheck {

    /** A request of a viewer who may watch the section. */
    public record Admitted(
            HttpRequest request, SectionId section, Viewer viewer, String token, ClientAddress address, Line line) {

        private Query query() {
            return request.getUri().query();
        }

        /** Returns only the section: the request and the token must not be shown. */
        @Override
        public String toString() {
            return "Admitted(" + section + ")";
        }
    }

    /**
     * The time without an accepted write after which a connection counts as stalled; most stalled connections are still far from being
     * closed.
     */
    static final Duration STALLED_AFTER = Duration.ofSeconds(5);

    private static final String CURSOR = "cursor";

    private final JoinSection joinSection;
    private final TokenVerifier tokens;
    private final AccessPolicy access;
    private final CursorSigner cursors;
    private final Admission admission;
    private final ClientLimits limits;
    private final ConnectionMonitor monitor;
    private final Pace returning;
    private final Feeds feeds;
    private final ConnectionLog log;
    private final Materializer materializer;
    private final Set<ViewerConnection> open = ConcurrentHashMap.newKeySet();
    /** The wires that WebSockets share, since a wire has no state of its connection. */
    private final Map<WebSocketWire, WebSocketWire> wires = new ConcurrentHashMap<>();

    private volatile boolean closing;

    public Connections(
            JoinSection joinSection,
            TokenVerifier tokens,
            AccessPolicy access,
            CursorSigner cursors,
            Admission admission,
            ClientLimits limits,
            Feeds feeds,
            ConnectionMonitor monitor,
            ActorSystem<?> system,
            ConnectionLog log) {
        this.joinSection = joinSection;
        this.tokens = tokens;
        this.access = access;
        this.cursors = cursors;
        this.admission = admission;
        this.limits = limits;
        this.monitor = monitor;
        this.returning = new Pace(limits.returnsPerSecond());
        this.feeds = feeds;
        this.log = log;
        this.materializer = Materializer.createMaterializer(system);
    }

    @Override
    public List<String> waitsFor() {
        return closing ? List.of("its end: it accepts no new connections") : List.of();
    }

    /** Returns whether no new connections are accepted. */
    public boolean isClosing() {
        return closing;
    }

    /** Stops accepting new connections. */
    void close() {
        closing = true;
    }

    /** Returns the number of open connections. */
    public int count() {
        return open.size();
    }

    /** Returns the number of connections whose socket has not accepted its pending data for a while. */
    public long stalled() {
        return open.stream()
                .filter(connection -> connection.line().isStalled(STALLED_AFTER))
                .count();
    }

    /** Returns the open connections. */
    Set<ViewerConnection> open() {
        return Set.copyOf(open);
    }

    /**
     * Creates a client's connection to a section, which a WebSocket's handler runs.
     *
     * @param compression compresses messages to the client; {@link Compression#NONE} if client and service have not agreed on that
     */
    public ViewerConnection connect(Admitted admitted, Compression compression) {
        Query query = admitted.query();
        Optional<String> cursor = query.get(CURSOR);
        boolean resumable =
                cursor.isPresent() || query.get("resume").filter("true"::equals).isPresent();
        var form = new SharedFrames.Form(resumable, isTimed(query));
        if (compression != Compression.NONE) {
            admitted.line().inflate(limits.maxMessageBytes());
        }
        var wire = wires.computeIfAbsent(new WebSocketWire(form, compression), Function.identity());
        return connect(ConnectionKind.WEBSOCKET, admitted, cursor, wire.form(), wire);
    }

    /**
     * Creates a client's connection to a section, which is the body of a response. Each of its events has a cursor.
     *
     * @param compression compresses the body; {@link Compression#NONE} if it has no content coding
     */
    public ViewerConnection stream(Admitted admitted, Compression compression) {
        // A browser repeats the address when it comes back, so the header is newer.
        Optional<String> cursor = admitted.request()
                .getHeader("Last-Event-ID")
                .map(HttpHeader::value)
                .filter(id -> !id.isEmpty())
                .or(() -> admitted.query().get(CURSOR));
        var form = new SharedFrames.Form(true, isTimed(admitted.query()));
        GzipStream gzip = compression == Compression.NONE ? null : new GzipStream(compression);
        if (gzip != null) {
            admitted.line().compress(gzip);
        }
        return connect(ConnectionKind.SSE, admitted, cursor, form, new EventStreamWire(form, gzip));
    }

    private static boolean isTimed(Query query) {
        return query.get("timing").filter("true"::equals).isPresent();
    }

    private ViewerConnection connect(
            ConnectionKind kind, Admitted admitted, Optional<String> cursor, SharedFrames.Form form, Wire wire) {
        SectionId section = admitted.section();
        Viewer viewer = admitted.viewer();
        ClientAddress address = admitted.address();
        Optional<ResumePoint> resumeFrom = cursor.flatMap(text -> cursors.verify(text, section, viewer));
        var request = new JoinSection.Request(
                section, admitted.token(), address.address(), viewer.expiresAt(), form.cursors(), resumeFrom);
        var made = new CompletableFuture<ViewerConnection>();
        var session = new Session(
                viewer,
                limits.expiryNotice(),
                expiresAt -> made.join().send(Session.frame("session.expiring", expiresAt)),
                () -> made.join().close(Outbound.failing(ErrorCode.TOKEN_EXPIRED)),
                InstantSource.system());
        var conversation = new Conversation(section, viewer.userId(), session, tokens, access, limits);
        var parts = new ViewerConnection.Parts(
                kind,
                section,
                message -> Inbound.read(message, limits.maxMessageBytes(), materializer),
                conversation::answer,
                new Frames(section, viewer, form, cursors),
                wire,
                admitted.line(),
                feeds,
                returning,
                monitor);
        var opening = new ViewerConnection.Opening(
                opened -> {
                    if (cursor.isPresent() && resumeFrom.isEmpty()) {
                        monitor.resumeMissed(ResumeMiss.CURSOR_INVALID);
                    }
                    return admit(opened, session, section, viewer, address);
                },
                gone -> joinSection.join(request, gone));
        var connection = new ViewerConnection(parts, opening);
        made.complete(connection);
        return connection;
    }

    /** @return the refusal of the connection, if it is refused */
    private Optional<Outbound> admit(
            ViewerConnection connection, Session session, SectionId section, Viewer viewer, ClientAddress address) {
        log.opened(section, viewer, address);
        Optional<ErrorCode> refusal = admission.enter(viewer.userId(), address);
        open.add(connection);
        connection.line().onBeat(session::check);
        session.check();
        connection.whenOver(() -> {
            open.remove(connection);
            log.closed(section, viewer, connection.stats());
            if (refusal.isEmpty()) {
                admission.leave(viewer.userId(), address);
            }
        });
        if (closing) {
            return Optional.of(Outbound.closing(CloseReason.SERVER_STOPPING));
        }
        return refusal.map(Outbound::failing);
    }
}
