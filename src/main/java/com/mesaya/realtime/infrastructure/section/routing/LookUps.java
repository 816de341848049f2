package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.Outbox;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the directory which sections an event concerns, until the directory answers. Thread-safe. */
final class LookUps implements Outbox.Post<Integer, EntityChange, DirectoryProtocol.Answer> {

    private static final Logger LOG = LoggerFactory.getLogger(LookUps.class);

    private static final int TICKS_PER_TIMEOUT = 10;

    private final EntityBuckets buckets;
    private final Consumer<EntityChange> whenLate;
    private final Outbox<Integer, EntityChange, DirectoryProtocol.Answer> outbox;
    private final ActorRef<DirectoryProtocol.Found> answers;
    private final RateLimitedLog unanswered = new RateLimitedLog(LOG, InstantSource.system());

    /** @param whenLate gets a change whose look-up takes long, for example because its bucket's node has died */
    LookUps(ActorSystem<?> system, SectionSettings settings, EntityBuckets buckets, Consumer<EntityChange> whenLate) {
        this.buckets = buckets;
        this.whenLate = whenLate;
        this.outbox = new Outbox<>(
                new Outbox.Limits(settings.batch(), settings.askTimeout(), settings.giveUpAfter()),
                change -> change.frame().size(),
                this,
                System::nanoTime);
        this.answers = NodeActors.receiver(
                system, "found-sections", found -> outbox.answered(found.bucket(), found.number(), found.answers()));
        Duration interval = settings.askTimeout().dividedBy(TICKS_PER_TIMEOUT);
        system.scheduler().scheduleWithFixedDelay(interval, interval, outbox::tick, system.executionContext());
        NodeActors.afterRemovals(system, "resent-look-ups", outbox::resend);
    }

    /** Completes with the sections that the event concerns; without them if the directory can't say. */
    CompletionStage<DirectoryProtocol.Answer> lookUp(EntityChange change) {
        return outbox.ask(buckets.bucketOf(change.entity()), change);
    }

    @Override
    public void send(Integer bucket, long number, List<EntityChange> changes) {
        buckets.tell(bucket, new DirectoryProtocol.LookUp(bucket, number, changes, answers));
    }

    @Override
    public void late(EntityChange change) {
        unanswered.warn("Bucket " + buckets.bucketOf(change.entity())
                + " of the directory is late; a section that shows the entity gets the event at once");
        whenLate.accept(change);
    }

    @Override
    public void resending(Integer bucket) {
        unanswered.warn("Bucket " + bucket + " of the directory didn't answer in time; asking it again");
    }

    @Override
    public DirectoryProtocol.Answer giveUp(Integer bucket, EntityChange change) {
        unanswered.error("The directory doesn't answer; giving up " + change.origin());
        return new DirectoryProtocol.Answer(null);
    }

    @Override
    public DirectoryProtocol.Answer refuse(EntityChange change) {
        return new DirectoryProtocol.Answer(null);
    }
}
