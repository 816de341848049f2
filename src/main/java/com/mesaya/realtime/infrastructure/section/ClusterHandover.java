package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.SectionId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands sections' states over by way of a {@link SectionKeeper} on another node. */
final class ClusterHandover implements Handover {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterHandover.class);
    private static final int REMINDERS = 12;
    private static final Duration BETWEEN_REMINDERS = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final int maxBytes;
    private final Serialization serialization;
    private volatile Set<ActorRef<SectionKeeper.Command>> keepers = Set.of();

    /** Starts this node's keeper. */
    ClusterHandover(ActorSystem<?> system, SectionSettings.HandoverLimits limits, InstantSource clock) {
        this.system = system;
        this.cluster = Cluster.get(system);
        this.maxBytes = limits.maxBytes();
        this.serialization = SerializationExtension.get(Adapter.toClassic(system));
        system.systemActorOf(
                SectionKeeper.create(
                        new SectionKeeper.Limits(limits.maxBytesInAll(), limits.life()), clock, all -> keepers = all),
                "section-keeper",
                Props.empty());
    }

    @Override
    public Set<ActorRef<SectionKeeper.Command>> keepers() {
        // One's own has something only if others were there before.
        Set<ActorRef<SectionKeeper.Command>> all = keepers;
        return all.size() > 1 ? all : Set.of();
    }

    @Override
    public Optional<ActorRef<SectionKeeper.Command>> keeperFor(SectionId section) {
        Set<Address> staying = StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up()))
                .map(Member::address)
                .collect(Collectors.toSet());
        // A reference to another node's actor has that node's address, one to this node's has none.
        return keepers.stream()
                .filter(keeper -> keeper.path().address().hasGlobalScope())
                .filter(keeper -> staying.contains(keeper.path().address()))
                .max(Comparator.comparingInt(keeper -> (section.value() + keeper.path()).hashCode()));
    }

    @Override
    public void forward(SectionId section, SectionActor.Command command) {
        ClusterSharding.get(system)
                .entityRefFor(SectionActor.TYPE_KEY, section.value())
                .tell(command);
    }

    @Override
    public void forgetLater(SectionId section, Set<ActorRef<SectionKeeper.Command>> unheard) {
        for (int reminder = 1; reminder <= REMINDERS; reminder++) {
            system.scheduler()
                    .scheduleOnce(
                            BETWEEN_REMINDERS.multipliedBy(reminder),
                            () -> unheard.forEach(keeper -> keeper.tell(new SectionKeeper.Forget(section))),
                            system.executionContext());
        }
    }

    @Override
    public Optional<byte[]> write(SectionState state) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(serialization.serialize(state).get());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.size() <= maxBytes ? Optional.of(bytes.toByteArray()) : Optional.empty();
    }

    @Override
    public Optional<SectionState> read(byte[] bytes) {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return Optional.of(serialization
                    .deserialize(in.readAllBytes(), SectionState.class)
                    .get());
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("A section's state can't be read; the section begins anew: {}", unreadable.getClass());
            return Optional.empty();
        }
    }
}
