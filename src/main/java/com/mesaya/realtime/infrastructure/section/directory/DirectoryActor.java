package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.EntityDirectory;
import com.mesaya.realtime.infrastructure.section.handover.Arriving;
import com.mesaya.realtime.infrastructure.section.handover.HandoverStep;
import com.mesaya.realtime.infrastructure.section.handover.Moving;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.RegistrarProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * A bucket of the directory of entities: knows which sections show those that have their place here. There is at most one of
 * each bucket in the cluster.
 *
 * <p>When it moves to another node in an orderly way, its knowledge goes along ({@link Moving}), and nothing changes for the sections.
 * When it fails, or its node dies, its knowledge is gone. The new incarnation asks the {@link SectionRegistrar} of each node to have the
 * sections that are awake register the entities they show, and answers no look-up before they did, or its patience is over. A section
 * that registers later gets the events that were looked up meanwhile.
 */
final class DirectoryActor extends AbstractBehavior<DirectoryProtocol.Command> {

    static final EntityTypeKey<DirectoryProtocol.Command> TYPE_KEY =
            EntityTypeKey.create(DirectoryProtocol.Command.class, "entity-bucket");

    private static final int MAX_WAITING = 10_000;
    private static final int REMINDERS = 6;

    private enum Remind implements DirectoryProtocol.Internal {
        INSTANCE
    }

    private final int bucket;
    private final EntityDirectory directory;
    private final RollCall rollCall;
    private final InstantSource clock;
    private final StashBuffer<DirectoryProtocol.Command> waiting;
    private final SectionHomes homes;
    private final Moving<DirectoryProtocol.Command> moving;

    private int reminders;

    static Behavior<DirectoryProtocol.Command> create(int bucket, DirectoryNode node) {
        var moving = new Moving<DirectoryProtocol.Command>(
                TYPE_KEY,
                Integer.toString(bucket),
                node.handover(),
                node.handoverLimits(),
                DirectoryProtocol.Stop.INSTANCE,
                step -> step);
        return Arriving.create(
                moving,
                BucketState.class,
                state -> Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                        MAX_WAITING,
                        stash -> new DirectoryActor(context, timers, bucket, node, moving, stash, state)))));
    }

    private DirectoryActor(
            ActorContext<DirectoryProtocol.Command> context,
            TimerScheduler<DirectoryProtocol.Command> timers,
            int bucket,
            DirectoryNode node,
            Moving<DirectoryProtocol.Command> moving,
            StashBuffer<DirectoryProtocol.Command> waiting,
            Optional<BucketState> state) {
        super(context);
        this.bucket = bucket;
        this.clock = node.clock();
        this.directory = state.map(known -> new EntityDirectory(known.directory(), node.limits()))
                .orElseGet(() ->
                        new EntityDirectory(ThreadLocalRandom.current().nextLong(), node.limits(), clock.instant()));
        this.rollCall = new RollCall(node.registrars());
        this.homes = new SectionHomes(context, timers);
        this.moving = moving;
        this.waiting = waiting;
        moving.begin(timers);
        if (state.isPresent()) {
            rollCall.skip();
            homes.restore(state.get().homes(), directory.sections());
        } else {
            timers.startTimerWithFixedDelay(Remind.INSTANCE, node.patience().dividedBy(REMINDERS));
            askRegistrars();
        }
    }

    @Override
    public Receive<DirectoryProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(DirectoryProtocol.NodeSections.class, this::onNodeSections)
                .onMessageEquals(Remind.INSTANCE, this::onRemind)
                .onMessageEquals(DirectoryProtocol.Stop.INSTANCE, this::onStop)
                .onMessage(HandoverStep.GoesOn.class, goesOn -> onGoesOn())
                .onMessage(HandoverStep.class, late -> Behaviors.same())
                .onMessage(
                        DirectoryProtocol.Register.class,
                        register -> rollCall.isOver() || register.age() == null,
                        this::onRegister)
                .onMessage(DirectoryProtocol.UnregisterAll.class, this::onUnregisterAll)
                .onMessage(SectionHomes.Ended.class, this::onEnded)
                .onMessage(SectionHomes.Gone.class, this::onGone)
                .onMessage(DirectoryProtocol.Command.class, command -> !rollCall.isOver(), this::onTooEarly)
                .onMessage(DirectoryProtocol.LookUp.class, this::onLookUp)
                .onMessage(DirectoryProtocol.Unregister.class, this::onUnregister)
                .onMessage(DirectoryProtocol.Wake.class, this::onWake)
                .build();
    }

    private Behavior<DirectoryProtocol.Command> onLookUp(DirectoryProtocol.LookUp lookUp) {
        var answers = new ArrayList<DirectoryProtocol.Answer>(lookUp.changes().size());
        try {
            Instant now = clock.instant();
            lookUp.changes()
                    .forEach(change -> answers.add(new DirectoryProtocol.Answer(directory.lookUp(change, now))));
        } catch (RuntimeException | StackOverflowError failure) {
            // Without an answer the event would be looked up again, and cost each next incarnation all that it knows.
            EntityChange poison = lookUp.changes().get(answers.size());
            answers.add(new DirectoryProtocol.Answer(null));
            lookUp.replyTo().tell(new DirectoryProtocol.Found(bucket, lookUp.number(), answers));
            // An error would end the whole process rather than this bucket.
            throw new IllegalStateException("the directory failed over " + poison.origin(), failure);
        }
        lookUp.replyTo().tell(new DirectoryProtocol.Found(bucket, lookUp.number(), answers));
        return Behaviors.same();
    }

    private Behavior<DirectoryProtocol.Command> onUnregister(DirectoryProtocol.Unregister message) {
        directory.unregister(message.entity(), message.incarnation(), message.ticket(), message.sections());
        return Behaviors.same();
    }

    private Behavior<DirectoryProtocol.Command> onRegister(DirectoryProtocol.Register register) {
        homes.add(register.section(), register.replyTo());
        var registration = directory.register(
                register.section(), register.incarnation(), register.entities(), register.age(), clock.instant());
        register.replyTo()
                .tell(new SectionProtocol.Registered(register.request(), directory.incarnation(), registration));
        return hasReported(register.section());
    }

    private Behavior<DirectoryProtocol.Command> onEnded(SectionHomes.Ended ended) {
        homes.remove(ended);
        return Behaviors.same();
    }

    private Behavior<DirectoryProtocol.Command> onGone(SectionHomes.Gone gone) {
        directory.unregisterAll(gone.section(), clock.instant());
        return Behaviors.same();
    }

    private Behavior<DirectoryProtocol.Command> onUnregisterAll(DirectoryProtocol.UnregisterAll message) {
        directory.unregisterAll(message.section(), message.incarnation(), clock.instant());
        return hasReported(message.section());
    }

    private Behavior<DirectoryProtocol.Command> hasReported(SectionId section) {
        rollCall.add(section);
        return startIfComplete();
    }

    private Behavior<DirectoryProtocol.Command> onWake(DirectoryProtocol.Wake wake) {
        wake.replyTo().tell(new DirectoryProtocol.Awake(bucket));
        return Behaviors.same();
    }

    private Behavior<DirectoryProtocol.Command> onNodeSections(DirectoryProtocol.NodeSections answer) {
        Instant now = clock.instant();
        answer.delivered().forEach(delivered -> directory.restore(delivered, now));
        rollCall.add(answer);
        return startIfComplete();
    }

    /** A bucket that had to begin without some nodes still asks them. */
    private Behavior<DirectoryProtocol.Command> onRemind() {
        reminders++;
        boolean patient = reminders < REMINDERS;
        if (!patient && !rollCall.isOver()) {
            getContext().getLog().warn("Bucket {} goes on although it hasn't heard of all sections", bucket);
            directory.beginIncomplete(clock.instant());
            rollCall.end();
            return waiting.unstashAll(this);
        }
        askRegistrars();
        return startIfComplete();
    }

    private void askRegistrars() {
        rollCall.ask(registrar -> registrar.tell(new RegistrarProtocol.RegisterAll(
                bucket, directory.incarnation(), getContext().getSelf())));
    }

    private Behavior<DirectoryProtocol.Command> onTooEarly(DirectoryProtocol.Command command) {
        if (!waiting.isFull()) {
            waiting.stash(command);
        }
        return Behaviors.same();
    }

    private Behavior<DirectoryProtocol.Command> startIfComplete() {
        return rollCall.endIfComplete() ? waiting.unstashAll(this) : this;
    }

    private Behavior<DirectoryProtocol.Command> onGoesOn() {
        moving.dropOlderStates();
        return Behaviors.same();
    }

    /** Stops. A bucket that may lack the entities of some sections leaves no state: its next incarnation asks all nodes. */
    private Behavior<DirectoryProtocol.Command> onStop() {
        if (!rollCall.isComplete()) {
            moving.dropOlderStates();
            return Behaviors.stopped();
        }
        return moving.leave(this::state).orElseGet(Behaviors::stopped);
    }

    private BucketState state() {
        return new BucketState(directory.state(), homes.state());
    }
}
