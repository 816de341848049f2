package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.DirectoryLimits;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityDirectory;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.domain.ToldVersion;
import com.mesaya.realtime.domain.Whereabouts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of the directory of entities: knows which sections show those that have their place here. There is at most one of
 * each bucket in the cluster.
 *
 * <p>When it restarts or moves, what it knew is gone. The new life asks the {@link SectionFeeder} of each node to have the
 * sections that are awake say what they show, and answers nobody before they did, or its patience is over. What was looked up
 * meanwhile and concerns a section that comes later is told to it then.
 */
final class DirectoryActor extends AbstractBehavior<DirectoryActor.Command> {

    static final EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "entity-bucket");

    private static final int MAX_WAITING = 10_000;
    private static final int REMINDERS = 6;
    /** Longer than anybody keeps a section that is on its way to another node. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(2);

    sealed interface Command extends SectionMessage {}

    /**
     * Looks up which sections these events concern.
     *
     * @param number identifies the message in its answer
     */
    record LookUp(int bucket, long number, List<EntityChange> changes, ActorRef<Found> replyTo)
            implements Command, Refusable {
        /** Copies the list. */
        LookUp {
            changes = List.copyOf(changes);
        }

        @Override
        public void refuse() {
            replyTo.tell(new Found(bucket, number, List.of()));
        }
    }

    /**
     * The answer to {@link LookUp}.
     *
     * @param answers for the first events; the others are to be looked up again. Empty if the message can't be sent
     */
    record Found(int bucket, long number, List<Answer> answers) implements SectionMessage {
        /** Copies the list. */
        Found {
            answers = List.copyOf(answers);
        }
    }

    /** @param whereabouts null if the bucket failed over the event and is gone, or if the event can't be sent to it */
    record Answer(@Nullable Whereabouts whereabouts) {}

    /** These sections were told of an event; in the given lives they show the entity now. */
    record Confirm(EntityKey entity, long life, long ticket, List<Whereabouts.Place> places) implements Command {
        /** Copies the list. */
        Confirm {
            places = List.copyOf(places);
        }
    }

    /**
     * This section shows these entities.
     *
     * @param age how long ago they were read at most; null if the bucket, or its last life, knew that already
     */
    record Register(
            SectionId section,
            long life,
            long request,
            List<ShownEntity> entities,
            @Nullable Duration age,
            ActorRef<SectionActor.Command> replyTo)
            implements Command {
        /** Copies the list. */
        Register {
            entities = List.copyOf(entities);
        }
    }

    /** This life of a section is over. */
    record Forget(SectionId section, long life) implements Command {}

    /**
     * These sections of a node say, or have said, what they show.
     *
     * @param told what the node has told of this bucket's entities
     */
    record Fed(ActorRef<SectionFeeder.Command> feeder, Set<SectionId> sections, List<ToldVersion> told)
            implements Command {
        /** Copies the collections. */
        Fed {
            sections = Set.copyOf(sections);
            told = List.copyOf(told);
        }
    }

    /** Be there, and say so once it is known what the sections show. */
    record Wake(ActorRef<Awake> replyTo) implements Command {}

    /** This bucket answers. */
    record Awake(int bucket) implements SectionMessage {}

    /** What a bucket tells itself. */
    sealed interface Internal extends Command {}

    private enum Remind implements Internal {
        INSTANCE
    }

    /** A section has ended; it may go on elsewhere. */
    private record Ended(SectionId section, ActorRef<SectionActor.Command> actor) implements Internal {}

    /** It has gone on nowhere. */
    private record Gone(SectionId section) implements Internal {}

    /**
     * Who is to be asked what the sections show.
     *
     * @param all those that are known of all nodes, this one among them
     * @param count on how many nodes there must be one
     */
    record Feeders(Set<ActorRef<SectionFeeder.Command>> all, int count) {
        /** Copies the set. */
        Feeders {
            all = Set.copyOf(all);
        }
    }

    private final int bucket;
    private final EntityDirectory directory;
    private final Supplier<Feeders> feeders;
    private final InstantSource clock;
    private final StashBuffer<Command> waiting;
    private final Set<ActorRef<SectionFeeder.Command>> heard = new HashSet<>();
    private final Set<SectionId> expected = new HashSet<>();
    /** Sections may say what they show before it is known that they are there. */
    private final Set<SectionId> said = new HashSet<>();
    /** Where each section that has registered lives; while it moves in two places. */
    private final Map<SectionId, Set<ActorRef<SectionActor.Command>>> homes = new HashMap<>();

    private final TimerScheduler<Command> timers;

    private int reminders;
    private boolean fed;

    /** @param patience how long it waits for what the sections show */
    static Behavior<Command> create(
            int bucket, DirectoryLimits limits, Supplier<Feeders> feeders, Duration patience, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(MAX_WAITING, stash -> {
            timers.startTimerWithFixedDelay(Remind.INSTANCE, patience.dividedBy(REMINDERS));
            return new DirectoryActor(context, timers, bucket, limits, feeders, clock, stash);
        })));
    }

    private DirectoryActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            int bucket,
            DirectoryLimits limits,
            Supplier<Feeders> feeders,
            InstantSource clock,
            StashBuffer<Command> waiting) {
        super(context);
        this.timers = timers;
        this.bucket = bucket;
        this.directory = new EntityDirectory(ThreadLocalRandom.current().nextLong(), limits, clock.instant());
        this.feeders = feeders;
        this.clock = clock;
        this.waiting = waiting;
        askFeeders();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Fed.class, this::onFed)
                .onMessageEquals(Remind.INSTANCE, this::onRemind)
                .onMessage(Register.class, register -> fed || register.age() == null, this::onRegister)
                .onMessage(Forget.class, this::onForget)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Gone.class, this::onGone)
                .onMessage(Command.class, command -> !fed, this::onTooEarly)
                .onMessage(LookUp.class, this::onLookUp)
                .onMessage(Confirm.class, this::onConfirm)
                .onMessage(Wake.class, this::onWake)
                .build();
    }

    private Behavior<Command> onLookUp(LookUp lookUp) {
        var answers = new ArrayList<Answer>(lookUp.changes().size());
        try {
            Instant now = clock.instant();
            lookUp.changes().forEach(change -> answers.add(new Answer(directory.lookUp(change, now))));
        } catch (RuntimeException | StackOverflowError failure) {
            // Without an answer the event would be looked up again, and cost each next life all that it knows.
            EntityChange poison = lookUp.changes().get(answers.size());
            answers.add(new Answer(null));
            lookUp.replyTo().tell(new Found(bucket, lookUp.number(), answers));
            // An error would end the whole process rather than this bucket.
            throw new IllegalStateException("the directory failed over " + poison.origin(), failure);
        }
        lookUp.replyTo().tell(new Found(bucket, lookUp.number(), answers));
        return this;
    }

    private Behavior<Command> onConfirm(Confirm confirm) {
        directory.confirm(confirm.entity(), confirm.life(), confirm.ticket(), confirm.places());
        return this;
    }

    private Behavior<Command> onRegister(Register register) {
        follow(register);
        var registration = directory.register(
                register.section(), register.life(), register.entities(), register.age(), clock.instant());
        register.replyTo().tell(new SectionActor.Registered(register.request(), directory.life(), registration));
        return hasSaid(register.section());
    }

    /** A section whose node dies doesn't say so. */
    private void follow(Register register) {
        ActorRef<SectionActor.Command> actor = register.replyTo();
        if (homes.computeIfAbsent(register.section(), section -> new HashSet<>())
                .add(actor)) {
            timers.cancel(register.section());
            getContext().watchWith(actor, new Ended(register.section(), actor));
        }
    }

    private Behavior<Command> onEnded(Ended ended) {
        homes.computeIfPresent(ended.section(), (section, actors) -> {
            actors.remove(ended.actor());
            return actors.isEmpty() ? null : actors;
        });
        if (!homes.containsKey(ended.section())) {
            timers.startSingleTimer(ended.section(), new Gone(ended.section()), GIVEN_UP_AFTER);
        }
        return this;
    }

    private Behavior<Command> onGone(Gone gone) {
        directory.forget(gone.section(), clock.instant());
        return this;
    }

    private Behavior<Command> onForget(Forget forget) {
        directory.forget(forget.section(), forget.life(), clock.instant());
        return hasSaid(forget.section());
    }

    private Behavior<Command> hasSaid(SectionId section) {
        if (fed) {
            return this;
        }
        said.add(section);
        expected.remove(section);
        return goOnIfFed();
    }

    private Behavior<Command> onWake(Wake wake) {
        wake.replyTo().tell(new Awake(bucket));
        return this;
    }

    private Behavior<Command> onFed(Fed answer) {
        Instant now = clock.instant();
        answer.told().forEach(told -> directory.remember(told, now));
        if (heard.add(answer.feeder()) && !fed) {
            answer.sections().stream()
                    .filter(section -> !said.contains(section))
                    .forEach(expected::add);
        }
        return goOnIfFed();
    }

    /** Also when it has gone on without: who comes late is asked all the same. */
    private Behavior<Command> onRemind() {
        reminders++;
        boolean patient = reminders < REMINDERS;
        if (!patient && !fed) {
            getContext().getLog().warn("Bucket {} goes on although it hasn't heard of all sections", bucket);
            directory.beginUnfed(clock.instant());
            return goOn();
        }
        askFeeders();
        return goOnIfFed();
    }

    private void askFeeders() {
        feeders.get().all().stream()
                .filter(feeder -> !heard.contains(feeder))
                .forEach(feeder -> feeder.tell(new SectionFeeder.Feed(
                        bucket, directory.life(), getContext().getSelf())));
    }

    private Behavior<Command> onTooEarly(Command command) {
        if (!waiting.isFull()) {
            waiting.stash(command);
        }
        return this;
    }

    private Behavior<Command> goOnIfFed() {
        if (fed || !expected.isEmpty()) {
            return this;
        }
        Feeders now = feeders.get();
        return now.all().size() >= now.count() && heard.containsAll(now.all()) ? goOn() : this;
    }

    private Behavior<Command> goOn() {
        fed = true;
        said.clear();
        return waiting.unstashAll(this);
    }
}
