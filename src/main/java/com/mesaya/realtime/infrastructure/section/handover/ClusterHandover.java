package com.mesaya.realtime.infrastructure.section.handover;

import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands states over by way of a {@link StateKeeper} on another node. */
public final class ClusterHandover implements Handover {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterHandover.class);
    /** The states of nodes whose sections may be here, or may have left state here. */
    private static final Set<MemberStatus> PRESENT =
            Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

    private final Cluster cluster;
    private final ActorRef<StateKeeper.Command> own;
    private final int maxBytes;
    private final long maxBytesInAll;
    private final Serialization serialization;
    private final AtomicLong bytesUnderWay = new AtomicLong();
    private volatile Set<ActorRef<StateKeeper.Command>> keepers = Set.of();
    /** True once there has been another node: the state it left here remains after it is gone. */
    private volatile boolean hasHadOthers;

    /** Starts this node's keeper. */
    public ClusterHandover(ActorSystem<?> system, SectionSettings.HandoverLimits limits, InstantSource clock) {
        this.cluster = Cluster.get(system);
        this.maxBytes = limits.maxBytes();
        this.maxBytesInAll = limits.maxBytesInAll();
        this.serialization = SerializationExtension.get(Adapter.toClassic(system));
        this.own = system.systemActorOf(
                NodeActors.restarting(StateKeeper.create(
                        new StateKeeper.Limits(limits.maxBytesInAll(), limits.retention()),
                        clock,
                        all -> keepers = all)),
                "state-keeper",
                Props.empty());
    }

    @Override
    public boolean isAlone() {
        if (present().count() > 1) {
            hasHadOthers = true;
        }
        return !hasHadOthers;
    }

    @Override
    public Set<ActorRef<StateKeeper.Command>> keepers() {
        var all = new HashSet<>(keepers);
        all.add(own);
        return all;
    }

    @Override
    public boolean areAll(Set<ActorRef<StateKeeper.Command>> heard) {
        Set<Address> others = heard.stream()
                .filter(keeper -> !keeper.equals(own))
                .map(keeper -> keeper.path().address())
                .collect(Collectors.toSet());
        Set<Member> unreachable = cluster.state().getUnreachable();
        return heard.contains(own)
                && present()
                        .filter(member -> !unreachable.contains(member))
                        .map(Member::address)
                        .filter(address -> !address.equals(cluster.selfMember().address()))
                        .allMatch(others::contains);
    }

    private Stream<Member> present() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> PRESENT.contains(member.status()));
    }

    @Override
    public Optional<ActorRef<StateKeeper.Command>> keeperFor(String name) {
        Set<Address> staying = present()
                .filter(member -> member.status().equals(MemberStatus.up()))
                .map(Member::address)
                .collect(Collectors.toSet());
        // A reference to another node's actor has that node's address, one to this node's has none.
        return keepers.stream()
                .filter(keeper -> keeper.path().address().hasGlobalScope())
                .filter(keeper -> staying.contains(keeper.path().address()))
                .max(Comparator.comparingInt(keeper -> (name + keeper.path()).hashCode()));
    }

    @Override
    public void forget(String name) {
        keepers().forEach(keeper -> keeper.tell(new StateKeeper.Forget(name)));
    }

    /** With the serializer and the manifest in front, as the versions of messages between nodes need them (decision 12). */
    @Override
    public Optional<byte[]> write(SectionMessage state) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            Serializer serializer = serialization.findSerializerFor(state);
            out.writeInt(serializer.identifier());
            out.writeUTF(Serializers.manifestFor(serializer, state));
            out.write(serialization.serialize(state).get());
        } catch (IOException | RuntimeException unwritable) {
            LOG.warn(
                    "A state can't be written: {} begins anew elsewhere",
                    state.getClass().getSimpleName(),
                    unwritable);
            return Optional.empty();
        }
        if (bytes.size() > maxBytes) {
            return Optional.empty();
        }
        if (bytesUnderWay.addAndGet(bytes.size()) > maxBytesInAll) {
            bytesUnderWay.addAndGet(-bytes.size());
            return Optional.empty();
        }
        return Optional.of(bytes.toByteArray());
    }

    @Override
    public void written(byte[] bytes) {
        bytesUnderWay.addAndGet(-bytes.length);
    }

    @Override
    public <S> Optional<S> read(byte[] bytes, Class<S> type) {
        try (var in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            int serializer = in.readInt();
            String manifest = in.readUTF();
            return Optional.of(type.cast(serialization
                    .deserialize(in.readAllBytes(), serializer, manifest)
                    .get()));
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("A {} can't be read: its owner begins anew: {}", type.getSimpleName(), unreadable.getClass());
            return Optional.empty();
        }
    }
}
