package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.Outbox;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends events to their sections until the sections acknowledge them. Thread-safe. */
final class SentEvents implements Outbox.Post<SectionId, SectionProtocol.Incoming, SectionProtocol.Result> {

    private static final Logger LOG = LoggerFactory.getLogger(SentEvents.class);

    private final Function<SectionId, RecipientRef<SectionProtocol.Command>> sections;
    private final Outbox<SectionId, SectionProtocol.Incoming, SectionProtocol.Result> outbox;
    private final ActorRef<SectionProtocol.Appended> acknowledgements;
    private final RateLimitedLog unacknowledged = new RateLimitedLog(LOG, InstantSource.system());

    /** @param name of the actor that gets the acknowledgements */
    SentEvents(
            ActorSystem<?> system,
            String name,
            SectionSettings settings,
            Function<SectionId, RecipientRef<SectionProtocol.Command>> sections) {
        this.sections = sections;
        this.outbox = new Outbox<>(
                new Outbox.Limits(settings.batch(), settings.askTimeout(), settings.giveUpAfter()),
                event -> event.event().frame().size(),
                this,
                System::nanoTime);
        this.acknowledgements = NodeActors.receiver(
                system, name, appended -> outbox.answered(appended.section(), appended.number(), appended.results()));
    }

    /** Completes with the section's answer, or with a result without an outcome if the event is given up. */
    CompletionStage<SectionProtocol.Result> append(SectionProtocol.Incoming event) {
        return outbox.ask(event.event().section(), event);
    }

    /** Viewers of the section may have missed an event, so they take a new snapshot. */
    void beginAnew(SectionId section) {
        sections.apply(section).tell(new SectionProtocol.BeginAnew(null, false));
    }

    /** Resends what wasn't acknowledged in time; to be called again and again. */
    void tick() {
        outbox.tick();
    }

    /** Resends all events under way at once. */
    void resend() {
        outbox.resend();
    }

    @Override
    public void send(SectionId section, long number, List<SectionProtocol.Incoming> batch) {
        sections.apply(section).tell(new SectionProtocol.Append(number, batch, acknowledgements));
    }

    @Override
    public void resending(SectionId section) {
        unacknowledged.warn("Section " + section + " didn't acknowledge an event in time; sending it again");
    }

    @Override
    public SectionProtocol.Result giveUp(SectionId section, SectionProtocol.Incoming event) {
        unacknowledged.error("Section " + section + " doesn't answer; giving up "
                + event.event().origin());
        beginAnew(section);
        return new SectionProtocol.Result(Optional.empty());
    }

    @Override
    public SectionProtocol.Result refuse(SectionProtocol.Incoming event) {
        return new SectionProtocol.Result(Optional.empty());
    }
}
