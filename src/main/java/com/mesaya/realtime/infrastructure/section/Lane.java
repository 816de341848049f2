package com.mesaya.realtime.infrastructure.section;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The questions of an {@link Outbox} to one recipient: those in the message under way, and those that wait for it to be answered. Not
 * thread-safe.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
final class Lane<Q, A> {

    /** The part of the patience after which a question is late: a recipient that is only busy has answered by then. */
    private static final int LATE_PART = 2;

    private static final long MAX_PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();

    /** A question, and its answer to come. */
    static final class Asked<Q, A> {
        final Q question;
        final CompletableFuture<A> answer = new CompletableFuture<>();
        private boolean late;

        Asked(Q question) {
            this.question = question;
        }
    }

    record Message<Q>(long number, List<Q> questions) {}

    /** The result of a change of a lane, to be acted on once the lane is unlocked. */
    static final class Turn<Q, A> {
        @Nullable
        Message<Q> message;

        boolean again;
        List<Asked<Q, A>> done = List.of();
        List<Q> late = List.of();
    }

    private final Outbox.Limits limits;
    private final ToIntFunction<Q> size;
    private final LongSupplier nanoTime;
    private final LongSupplier numbers;
    private final Deque<Asked<Q, A>> waiting = new ArrayDeque<>(2);
    private List<Asked<Q, A>> underWay = List.of();
    private long number;
    private long firstNanos;
    private long sentNanos;
    private long patienceNanos;
    /** So many of the waiting questions were in a message that couldn't be sent, and go alone. */
    private int alone;
    /** Questions were given up, and nothing has been answered since. */
    private boolean silent;

    /** @param numbers gives each message its number */
    Lane(Outbox.Limits limits, ToIntFunction<Q> size, LongSupplier nanoTime, LongSupplier numbers) {
        this.limits = limits;
        this.size = size;
        this.nanoTime = nanoTime;
        this.numbers = numbers;
        this.sentNanos = nanoTime.getAsLong();
    }

    void add(Asked<Q, A> asked) {
        waiting.addLast(asked);
    }

    void sendNext(Turn<Q, A> turn) {
        if (!underWay.isEmpty() || waiting.isEmpty()) {
            return;
        }
        int most = alone > 0 ? 1 : limits.batch().maxEvents();
        var batch = new ArrayList<Asked<Q, A>>(Math.min(waiting.size(), most));
        long bytes = size.applyAsInt(waiting.getFirst().question);
        do {
            batch.add(waiting.removeFirst());
            bytes += waiting.isEmpty() ? 0 : size.applyAsInt(waiting.getFirst().question);
        } while (!waiting.isEmpty()
                && batch.size() < most
                && bytes <= limits.batch().maxBytes());
        alone = Math.max(0, alone - 1);
        underWay = batch;
        number = numbers.getAsLong();
        firstNanos = nanoTime.getAsLong();
        sentNanos = firstNanos;
        patienceNanos = limits.patience().toNanos();
        turn.message = message();
    }

    private Message<Q> message() {
        return new Message<>(
                number, underWay.stream().map(asked -> asked.question).toList());
    }

    void answered(long answeredNumber, int answers, Turn<Q, A> turn) {
        if (underWay.isEmpty() || number != answeredNumber) {
            return;
        }
        silent = false;
        if (answers == 0 && underWay.size() > 1) {
            alone += underWay.size();
            end(0, turn);
        } else {
            end(Math.max(1, answers), turn);
        }
    }

    void tick(long now, Turn<Q, A> turn) {
        if (underWay.isEmpty()) {
            return;
        }
        if (now - firstNanos >= limits.patience().toNanos() / LATE_PART) {
            turn.late = new ArrayList<>();
            underWay.forEach(asked -> addIfNew(asked, turn.late));
            waiting.forEach(asked -> addIfNew(asked, turn.late));
        }
        if (now - sentNanos < patienceNanos) {
            return;
        }
        if (silent || now - firstNanos >= limits.giveUpAfter().toNanos()) {
            silent = true;
            end(underWay.size(), turn);
        } else {
            long nextPatienceNanos = Math.min(2 * patienceNanos, MAX_PATIENCE_NANOS);
            resend(turn);
            turn.again = true;
            patienceNanos = nextPatienceNanos;
        }
    }

    private void addIfNew(Asked<Q, A> asked, List<Q> late) {
        if (!asked.late) {
            asked.late = true;
            late.add(asked.question);
        }
    }

    void resend(Turn<Q, A> turn) {
        if (!underWay.isEmpty()) {
            sentNanos = nanoTime.getAsLong();
            patienceNanos = limits.patience().toNanos();
            turn.message = message();
        }
    }

    /** The first questions are done; the others wait again, before all others. */
    private void end(int first, Turn<Q, A> turn) {
        int done = Math.min(first, underWay.size());
        turn.done = underWay.subList(0, done);
        for (int last = underWay.size() - 1; last >= done; last--) {
            waiting.addFirst(underWay.get(last));
        }
        underWay = List.of();
    }

    boolean isIdle(long now) {
        return underWay.isEmpty() && waiting.isEmpty() && !silent && now - sentNanos > IDLE_NANOS;
    }
}
