package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.JoinSection;
import com.mesaya.realtime.application.SectionMonitor;
import com.mesaya.realtime.application.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.SnapshotBarrier;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * One client's WebSocket.
 *
 * <pre>
 *            ┌─ refused ─▶ error, close
 * join ──────┤
 *            └─ joined ──▶ snapshot, holds ──▶ fetch ─▶ barrier ─▶ frames ─┐
 *                                                ▲─────────────────────────┘ when the socket wants more
 * </pre>
 *
 * A socket that takes nothing doesn't fetch, so nothing queues up for it.
 */
final class SectionConnection {

    private static final String CLOSED_BY_CLIENT = "client";
    private static final String FAILED = "failure";

    private final JoinSection joinSection;
    private final SectionMonitor monitor;
    private final InstantSource clock;
    private final SectionId section;
    private final String token;
    private final CompletableFuture<JoinSection.Result> joining = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closing = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile String closedBy = CLOSED_BY_CLIENT;

    SectionConnection(
            JoinSection joinSection, SectionMonitor monitor, InstantSource clock, SectionId section, String token) {
        this.joinSection = joinSection;
        this.monitor = monitor;
        this.clock = clock;
        this.section = section;
        this.token = token;
    }

    /** Closes the connection after what is on its way already; completes when it is over. */
    CompletableFuture<Void> close(CloseReason reason) {
        closing.complete(reason);
        return ended;
    }

    /** Completes when the connection is over. */
    CompletionStage<Void> ended() {
        return ended;
    }

    /** The connection's flow, to be run once. */
    Flow<Message, Message, NotUsed> flow(Materializer materializer) {
        Source<Outbound, NotUsed> server = Source.completionStage(closing).map(Outbound::closing);
        Source<Message, NotUsed> out = Source.lazyCompletionStageSource(this::join)
                .mapMaterializedValue(joined -> NotUsed.getInstance())
                .merge(server, true)
                .takeWhile(outbound -> outbound.close() == null, true)
                .mapConcat(this::messages)
                .watchTermination((unused, done) -> {
                    monitor.connectionOpened();
                    done.whenComplete((ok, failure) -> end(failure));
                    return unused;
                });
        Sink<Message, ?> in = Flow.<Message>create()
                .mapAsync(1, message -> drain(message, materializer))
                .to(Sink.ignore());
        return Flow.fromSinkAndSourceCoupled(in, out);
    }

    private CompletionStage<Source<Outbound, NotUsed>> join() {
        return joinSection.join(section, token).thenApply(result -> {
            joining.complete(result);
            if (result instanceof JoinSection.Joined joined) {
                monitor.joined();
                return live(joined.snapshot(), joined.subscription());
            }
            var code = ((JoinSection.Refused) result).code();
            monitor.joinRefused(code);
            return Source.single(Outbound.closing(CloseReason.of(code), Errors.frame(code)));
        });
    }

    private Source<Outbound, NotUsed> live(Snapshot snapshot, Subscription subscription) {
        var barrier = new SnapshotBarrier(snapshot);
        Source<Outbound, NotUsed> events = Source.unfoldAsync(
                        subscription.start(),
                        cursor -> subscription.fetch(cursor).thenApply(fetched -> Optional.of(next(cursor, fetched))))
                .map(fetched -> outbound(fetched, barrier))
                .filter(outbound -> !outbound.isEmpty());
        return Source.single(Outbound.of(beginning(snapshot, subscription))).concatLazy(events);
    }

    private List<Frame> beginning(Snapshot snapshot, Subscription subscription) {
        Stream<Frame> holds = subscription.holds().stream()
                .map(LogEntry::event)
                .filter(hold -> !hold.hasLapsed(clock.instant()))
                .map(event -> event.frame());
        return Stream.concat(Stream.of(snapshot.frame()), holds).toList();
    }

    private static Pair<Cursor, Fetched> next(Cursor cursor, Fetched fetched) {
        return Pair.create(fetched instanceof Fetched.Batch batch ? batch.next() : cursor, fetched);
    }

    private Outbound outbound(Fetched fetched, SnapshotBarrier barrier) {
        if (fetched instanceof Fetched.Batch batch) {
            monitor.delivered(batch);
            List<LogEntry> entries = batch.entries().stream()
                    .filter(entry -> barrier.lets(entry.event()))
                    .toList();
            boolean over = entries.stream().anyMatch(entry -> entry.event().endsSection());
            return new Outbound(
                    entries.stream().map(entry -> entry.event().frame()).toList(),
                    over ? CloseReason.SECTION_DELETED : null);
        }
        return Outbound.closing(
                fetched == Fetched.Overflowed.INSTANCE ? CloseReason.OVERFLOWED : CloseReason.OUT_OF_REACH);
    }

    private List<Message> messages(Outbound outbound) {
        Stream<ByteString> frames =
                outbound.frames().isEmpty() ? Stream.of() : Stream.of(WireFormat.textFrames(outbound.frames()));
        CloseReason reason = outbound.close();
        if (reason == null) {
            return frames.map(SectionConnection::raw).toList();
        }
        closedBy = reason.label();
        return Stream.concat(frames, Stream.of(WireFormat.closeFrame(reason)))
                .map(SectionConnection::raw)
                .toList();
    }

    private static Message raw(ByteString bytes) {
        return BinaryMessage.create(bytes);
    }

    private static CompletionStage<Done> drain(Message message, Materializer materializer) {
        if (message.isText()) {
            return message.asTextMessage().getStreamedText().runWith(Sink.ignore(), materializer);
        }
        return message.asBinaryMessage().getStreamedData().runWith(Sink.ignore(), materializer);
    }

    /** Whoever joined gives the place up, even if the client went away before it learnt of it. */
    private void end(Throwable failure) {
        CompletionStage<JoinSection.Result> joined = joining;
        joined.thenAccept(result -> {
            if (result instanceof JoinSection.Joined in) {
                in.subscription().close();
            }
        });
        monitor.connectionClosed(failure == null ? closedBy : FAILED);
        ended.complete(null);
    }
}
