package com.mesaya.realtime.transport.feed;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import com.mesaya.realtime.application.join.JoinWait;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Sections that nobody can subscribe to, but which a feed follows; a test gives the answers. */
public final class FakeSections implements SectionSubscriptions {

    private record Asked(Cursor from, Consumer<Fetched> listener) {}

    private final BlockingQueue<Asked> requests = new LinkedBlockingQueue<>();
    private final AtomicInteger followed = new AtomicInteger();

    @Override
    public CompletionStage<?> reach(SectionId section, boolean joins, JoinWait wait) {
        return CompletableFuture.completedStage(section);
    }

    @Override
    public CompletionStage<Subscription> subscribe(SectionId section) {
        return CompletableFuture.failedStage(new IllegalStateException());
    }

    @Override
    public CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point) {
        return CompletableFuture.failedStage(new IllegalStateException());
    }

    @Override
    public Following follow(SectionId section, Consumer<Fetched> listener) {
        followed.incrementAndGet();
        return new Following() {
            @Override
            public void request(Cursor from, int batches) {
                requests.add(new Asked(from, listener));
            }

            @Override
            public void close() {
                followed.decrementAndGet();
            }
        };
    }

    /** How many feeds follow a section. */
    int followed() {
        return followed.get();
    }

    /** Returns what gets the answer to the request that waits, for answers that come twice. */
    Consumer<Fetched> listener() {
        return requests.element().listener();
    }

    /** Whether a request waits for its answer. */
    boolean isAsked() {
        return !requests.isEmpty();
    }

    /** Answers the next request. */
    Cursor answer(Fetched answer) throws InterruptedException {
        Asked asked = next();
        asked.listener().accept(answer);
        return asked.from();
    }

    /** Answers the next request with one entry after another. */
    Cursor append(LogEntry... entries) throws InterruptedException {
        Asked asked = next();
        long head = entries[entries.length - 1].sequence();
        asked.listener()
                .accept(new Fetched.Batch(
                        asked.from().sequence(), List.of(entries), asked.from().at(head), 0, 0, head));
        return asked.from();
    }

    private Asked next() throws InterruptedException {
        Asked asked = requests.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (asked == null) {
            throw new AssertionError("nobody asks");
        }
        return asked;
    }
}
