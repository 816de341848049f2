package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.log.BatchLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Sends questions to actors that may be slow, on another node, or away, and resends them until they are answered.
 *
 * <pre>
 *  ask ─▶ waiting ─▶ one message per recipient under way ─▶ answered
 *                          ▲                │
 *                          └─ no answer ────┘
 * </pre>
 *
 * Each recipient has at most one message under way. Questions that are asked meanwhile wait and go together in the next message,
 * so a busy recipient gets few large messages and an idle one gets each question at once. Questions to one recipient that are
 * asked by one thread arrive in that order, and their stages complete in that order. Thread-safe.
 *
 * @param <K> a recipient
 * @param <Q> a question
 * @param <A> an answer
 */
public final class Outbox<K, Q, A> {

    /** The way to the recipients. Its methods must not block. */
    public interface Post<K, Q, A> {

        /** Sends a message, which may get lost. The answer carries the same number. */
        void send(K to, long number, List<Q> questions);

        /** The recipient has been silent for half of the patience. Called once for each question, in their order. */
        default void late(Q question) {}

        /** No answer came in time, so the message is sent again. */
        void resending(K to);

        /** The answer to a question that will not be asked again, since the recipient has been silent for too long. */
        A giveUp(K to, Q question);

        /** The answer to a question that can't be sent. */
        A refuse(Q question);
    }

    /**
     * Limits of an outbox.
     *
     * @param batch how much one message carries
     * @param patience how long to wait for the first answer; then twice as long each time, at most a minute
     * @param giveUpAfter how long a message is sent again before its questions are given up
     */
    public record Limits(BatchLimits batch, Duration patience, Duration giveUpAfter) {}

    private final Limits limits;
    private final ToIntFunction<Q> size;
    private final Post<K, Q, A> post;
    private final LongSupplier nanoTime;
    /** Never the same for two messages, so that no late answer is taken for that to another message. */
    private final AtomicLong numbers = new AtomicLong();
    /** Each is changed only inside {@link Map#compute}. */
    private final Map<K, Lane<Q, A>> lanes = new ConcurrentHashMap<>();

    /** @param size how many bytes a question has */
    public Outbox(Limits limits, ToIntFunction<Q> size, Post<K, Q, A> post, LongSupplier nanoTime) {
        this.limits = limits;
        this.size = size;
        this.post = post;
        this.nanoTime = nanoTime;
    }

    /** Completes with the recipient's answer, or with the one of {@link Post#giveUp} or {@link Post#refuse}. */
    public CompletionStage<A> ask(K to, Q question) {
        var asked = new Lane.Asked<Q, A>(question);
        change(to, (lane, turn) -> lane.add(asked));
        return asked.answer;
    }

    /**
     * The recipient's answer to a message. Answers that come twice, or late, are ignored.
     *
     * @param answers to the first questions of the message; the others are asked again. If it is empty, the message couldn't be
     *     sent: then each of its questions is sent alone, to find the one that is at fault
     */
    public void answered(K from, long number, List<A> answers) {
        Lane.Turn<Q, A> turn = change(from, (lane, its) -> lane.answered(number, answers.size(), its));
        for (int index = 0; index < turn.done.size(); index++) {
            Lane.Asked<Q, A> asked = turn.done.get(index);
            asked.answer.complete(answers.isEmpty() ? post.refuse(asked.question) : answers.get(index));
        }
    }

    /** Reports what is late, resends what wasn't answered in time, and gives up what wasn't for too long; to be called again and again. */
    public void tick() {
        long now = nanoTime.getAsLong();
        for (K to : lanes.keySet()) {
            Lane.Turn<Q, A> turn = change(to, (lane, its) -> lane.tick(now, its));
            turn.late.forEach(post::late);
            turn.done.forEach(asked -> asked.answer.complete(post.giveUp(to, asked.question)));
            lanes.computeIfPresent(to, (known, lane) -> lane.isIdle(now) ? null : lane);
        }
    }

    /** Resends all messages under way at once, since their recipients may be on another node now. */
    public void resend() {
        lanes.keySet().forEach(to -> change(to, (lane, turn) -> lane.resend(turn)));
    }

    /** Changes a lane, and sends a message if that is due. */
    private Lane.Turn<Q, A> change(K to, BiConsumer<Lane<Q, A>, Lane.Turn<Q, A>> change) {
        var turn = new Lane.Turn<Q, A>();
        lanes.compute(to, (known, before) -> {
            Lane<Q, A> lane = before == null ? new Lane<>(limits, size, nanoTime, numbers::incrementAndGet) : before;
            change.accept(lane, turn);
            lane.sendNext(turn);
            return lane;
        });
        if (turn.again) {
            post.resending(to);
        }
        if (turn.message != null) {
            post.send(to, turn.message.number(), turn.message.questions());
        }
        return turn;
    }
}
