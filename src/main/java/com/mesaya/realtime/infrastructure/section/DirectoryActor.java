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
import java.util.Optional;
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
 * <p>When it moves to another node in an orderly way, its knowledge goes along ({@link Moving}), and nothing changes for the sections.
 * When it fails, or its node dies, its knowledge is gone. The new life asks the {@link SectionFeeder} of each node to have the
 * sections that are awake register the entities they show, and answers no look-up before they did, or its patience is over. A section
 * that registers later gets the events that were looked up meanwhile.
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

    /** Stop; the shard asks for it in the end. */
    enum Stop implements Command {
        INSTANCE
    }

    /** A message of a bucket to itself. */
    non-sealed interface Internal extends Command, OwnMessage {}

    private enum Remind implements Internal {
        INSTANCE
    }

    /** A section has ended; it may go on elsewhere. */
    private record Ended(SectionId section, ActorRef<SectionActor.Command> actor) implements Internal {}

    /** It has gone on nowhere. */
    private record Gone(SectionId section) implements Internal {}

    /**
     * The feeders that are asked for the entities that the sections show.
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
    /** The actors of each registered section; two while it moves. */
    private final Map<SectionId, Set<ActorRef<SectionActor.Command>>> homes = new HashMap<>();

    private final TimerScheduler<Command> timers;
    private final Moving<Command> moving;

    private int reminders;
    private boolean fed;
    /** True once the sections of all nodes have registered the entities they show. */
    private boolean complete;

    /**
     * @param patience the longest time to wait until the sections have registered the entities they show
     * @param handover the way of its knowledge to another node
     */
    static Behavior<Command> create(
            int bucket,
            DirectoryLimits limits,
            Supplier<Feeders> feeders,
            Duration patience,
            Handover handover,
            SectionSettings.HandoverLimits handoverLimits,
            InstantSource clock) {
        var moving = new Moving<Command>(
                TYPE_KEY, Integer.toString(bucket), handover, handoverLimits, Stop.INSTANCE, step -> step);
        return Arriving.create(
                moving,
                BucketState.class,
                state -> Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                        MAX_WAITING,
                        stash -> new DirectoryActor(
                                context, timers, bucket, limits, feeders, patience, moving, clock, stash, state)))));
    }

    private DirectoryActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            int bucket,
            DirectoryLimits limits,
            Supplier<Feeders> feeders,
            Duration patience,
            Moving<Command> moving,
            InstantSource clock,
            StashBuffer<Command> waiting,
            Optional<BucketState> state) {
        super(context);
        this.timers = timers;
        this.bucket = bucket;
        this.directory = state.map(known -> new EntityDirectory(known.directory(), limits))
                .orElseGet(() -> new EntityDirectory(ThreadLocalRandom.current().nextLong(), limits, clock.instant()));
        this.feeders = feeders;
        this.moving = moving;
        this.clock = clock;
        this.waiting = waiting;
        moving.begin(timers);
        if (state.isPresent()) {
            restore(state.get());
        } else {
            timers.startTimerWithFixedDelay(Remind.INSTANCE, patience.dividedBy(REMINDERS));
            askFeeders();
        }
    }

    private void restore(BucketState state) {
        fed = true;
        complete = true;
        state.homes().forEach(home -> follow(home.section(), home.actor()));
        directory.sections().stream()
                .filter(section -> !homes.containsKey(section))
                .forEach(this::expectItsReturn);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Fed.class, this::onFed)
                .onMessageEquals(Remind.INSTANCE, this::onRemind)
                .onMessageEquals(Stop.INSTANCE, this::onStop)
                .onMessage(HandoverStep.GoesOn.class, goesOn -> onGoesOn())
                .onMessage(HandoverStep.class, late -> this)
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
        follow(register.section(), register.replyTo());
        var registration = directory.register(
                register.section(), register.life(), register.entities(), register.age(), clock.instant());
        register.replyTo().tell(new SectionActor.Registered(register.request(), directory.life(), registration));
        return hasSaid(register.section());
    }

    /** A section whose node dies doesn't say so. */
    private void follow(SectionId section, ActorRef<SectionActor.Command> actor) {
        if (homes.computeIfAbsent(section, first -> new HashSet<>()).add(actor)) {
            timers.cancel(section);
            getContext().watchWith(actor, new Ended(section, actor));
        }
    }

    private Behavior<Command> onEnded(Ended ended) {
        homes.computeIfPresent(ended.section(), (section, actors) -> {
            actors.remove(ended.actor());
            return actors.isEmpty() ? null : actors;
        });
        if (!homes.containsKey(ended.section())) {
            expectItsReturn(ended.section());
        }
        return this;
    }

    private void expectItsReturn(SectionId section) {
        timers.startSingleTimer(section, new Gone(section), GIVEN_UP_AFTER);
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
        complete = now.all().size() >= now.count() && heard.containsAll(now.all());
        return complete ? goOn() : this;
    }

    private Behavior<Command> goOn() {
        fed = true;
        said.clear();
        return waiting.unstashAll(this);
    }

    private Behavior<Command> onGoesOn() {
        moving.dropOlderStates();
        return this;
    }

    /** Stops. A bucket that may lack the entities of some sections leaves no state: its next incarnation asks all nodes. */
    private Behavior<Command> onStop() {
        if (!complete) {
            moving.dropOlderStates();
            return Behaviors.stopped();
        }
        return moving.leave(this::state).orElseGet(Behaviors::stopped);
    }

    private BucketState state() {
        return new BucketState(
                directory.state(),
                homes.entrySet().stream()
                        .flatMap(home ->
                                home.getValue().stream().map(actor -> new BucketState.Home(home.getKey(), actor)))
                        .toList());
    }
}
