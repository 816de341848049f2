package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets steps happen to a log and to the model alike, and keeps what the log answered. */
final class LogRun {

    /** What the log made of an event, and what the contract says of it. */
    record Decision(SectionEvent event, AppendOutcome taken, AppendOutcome expected) {

        boolean isUndecidable() {
            return taken == AppendOutcome.UNDECIDABLE;
        }
    }

    /** What the log answered, and the circumstances. */
    record Answer(Cursor from, int bound, Instant now, long head, long horizon, Fetched fetched) {

        long lag() {
            return head - from.sequence();
        }
    }

    private static final long EPOCH = 7;

    private final LogLimits limits;
    private SectionLog log;
    private final OverflowPolicy policy;
    private final LogModel model = new LogModel();
    private final List<SectionEvent> sent = new ArrayList<>();
    private final List<SectionEvent> sequenced = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final Map<Integer, LogReader> readers = new HashMap<>();
    private final List<LogReader> places = new ArrayList<>();
    private Consumer<LogReader> whenCaughtUp = reader -> {};
    private boolean byEnvelope;
    private Instant now = Instant.EPOCH;

    LogRun(LogLimits limits, OverflowPolicy policy) {
        this.limits = limits;
        this.log = new SectionLog(EPOCH, limits);
        this.policy = policy;
    }

    /** The events' versions go down as their order goes up. */
    LogRun orderedByEnvelope() {
        byEnvelope = true;
        return this;
    }

    /** Calls back whenever a reader has fetched all there was. */
    LogRun whenCaughtUp(Consumer<LogReader> check) {
        whenCaughtUp = check;
        return this;
    }

    LogRun perform(List<LogStep> steps) {
        steps.forEach(this::perform);
        return this;
    }

    void perform(LogStep step) {
        if (step instanceof LogStep.Append append) {
            sent.add(event(append));
            deliver(sent.get(sent.size() - 1));
        } else if (step instanceof LogStep.Redeliver redeliver && !sent.isEmpty()) {
            deliver(sent.get(redeliver.which() % sent.size()));
        } else if (step instanceof LogStep.Wait wait) {
            now = now.plus(wait.time());
        } else if (step instanceof LogStep.Move) {
            log = new SectionLog(log.state(), limits);
        } else if (step instanceof LogStep.Join join) {
            join(join.reader());
        } else if (step instanceof LogStep.Resume resume && !places.isEmpty()) {
            place(resume.reader(), places.get(resume.which() % places.size()).copy());
        } else if (step instanceof LogStep.Fetch fetch) {
            fetch(fetch.reader(), fetch.bound(), fetch.batch());
        } else if (step instanceof LogStep.CatchUp catchUp) {
            LogReader caughtUp = catchUp(catchUp.reader(), catchUp.bound(), catchUp.batch());
            if (caughtUp != null) {
                whenCaughtUp.accept(caughtUp);
            }
        }
    }

    SectionLog log() {
        return log;
    }

    LogModel model() {
        return model;
    }

    Instant now() {
        return now;
    }

    List<Decision> decisions() {
        return decisions;
    }

    List<Answer> answers() {
        return answers;
    }

    /** A copy of every reader at every cursor it was given. */
    List<LogReader> places() {
        return places;
    }

    /** The event with this sequence number. */
    SectionEvent at(long sequence) {
        return sequenced.get((int) sequence - 1);
    }

    static EntityKey entity(int number) {
        return new EntityKey("table", "t" + number);
    }

    static Instant version(int number) {
        return Instant.ofEpochSecond(number);
    }

    private void deliver(SectionEvent event) {
        AppendOutcome expected = model.judge(event, now);
        AppendOutcome taken = log.append(event, now);
        decisions.add(new Decision(event, taken, expected));
        if (taken == AppendOutcome.APPENDED || taken == AppendOutcome.UNDECIDABLE) {
            sequenced.add(event);
        }
        // Holds may be forgotten without harm, so here the log decides what there is to know.
        AppendOutcome decisive = event.nature().isEphemeral() ? taken : expected;
        model.arrived(event, decisive == AppendOutcome.APPENDED);
    }

    private void join(int number) {
        place(number, new LogReader(log.head(), model.holds(now)));
    }

    private void place(int number, LogReader reader) {
        readers.put(number, reader);
        places.add(reader.copy());
    }

    private @Nullable LogReader fetch(int number, int bound, BatchLimits batch) {
        LogReader reader = readers.get(number);
        if (reader == null) {
            join(number);
            return null;
        }
        reader.begin(model.state());
        Fetched fetched = log.fetch(reader.cursor(), bound, policy, batch, now);
        answers.add(new Answer(reader.cursor(), bound, now, log.head().sequence(), log.horizon(), fetched));
        if (!(fetched instanceof Fetched.Batch told)) {
            readers.remove(number);
            return null;
        }
        reader.take(told);
        places.add(reader.copy());
        return reader;
    }

    private @Nullable LogReader catchUp(int number, int bound, BatchLimits batch) {
        LogReader reader = fetch(number, bound, batch);
        for (long i = log.head().sequence(); reader != null && i >= 0; i--) {
            if (reader.cursor().equals(log.head())) {
                return reader;
            }
            reader = fetch(number, bound, batch);
        }
        if (reader != null) {
            throw new AssertionError("fetches without end");
        }
        return null;
    }

    private SectionEvent event(LogStep.Append append) {
        String action = switch (append.nature()) {
            case STATE -> "updated";
            case DELETION -> "deleted";
            case HOLD -> "selecting";
            case RELEASE -> "released";
        };
        byte[] payload = Integer.toString(append.payload()).getBytes(StandardCharsets.US_ASCII);
        Instant order = append.version() == null ? null : version(append.version());
        return new EntityChange(
                        new SectionId("section"),
                        entity(append.entity()),
                        action,
                        append.nature(),
                        order == null || !byEnvelope ? order : Instant.EPOCH.minusSeconds(order.getEpochSecond()),
                        append.expiresIn() == null ? null : now.plus(append.expiresIn()),
                        Frame.of("table." + action, payload),
                        new Origin("topic", append.partition(), sent.size(), null),
                        null,
                        order)
                .in(new SectionId("section"));
    }
}
