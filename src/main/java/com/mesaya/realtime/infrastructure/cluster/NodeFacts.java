package com.mesaya.realtime.infrastructure.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * One text of each node, which all nodes of the cluster share: by Distributed Data, in a map in which each node writes only its own
 * entry. The text of a removed node is dropped. Thread-safe.
 */
final class NodeFacts {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(2);

    private sealed interface Command {}

    private record Publish(String text) implements Command {}

    private record Written(Replicator.UpdateResponse<LWWMap<String, String>> response) implements Command {}

    private record Heard(Replicator.SubscribeResponse<LWWMap<String, String>> response) implements Command {}

    private record Gone(ClusterEvent.MemberRemoved event) implements Command {}

    private final Cluster cluster;
    private final ActorRef<Command> writer;
    private final Map<String, String> heard = new ConcurrentHashMap<>();

    /** @param topic the subject of the texts; the same on all nodes */
    NodeFacts(ActorSystem<?> system, String topic) {
        this.cluster = Cluster.get(system);
        Behavior<Command> facts = Behaviors.setup(
                context -> DistributedData.<Command, LWWMap<String, String>>withReplicatorMessageAdapter(
                        adapter -> new Writer(context, adapter, LWWMapKey.create("node-" + topic))));
        this.writer = system.systemActorOf(
                Behaviors.supervise(facts).onFailure(SupervisorStrategy.resume()), "node-" + topic, Props.empty());
    }

    /** Publishes this node's text. */
    void publish(String text) {
        heard.put(key(cluster.selfMember().uniqueAddress()), text);
        writer.tell(new Publish(text));
    }

    /** Returns the texts of the nodes that are in the cluster now. */
    Map<UniqueAddress, String> all() {
        var known = new HashMap<UniqueAddress, String>();
        for (Member member : cluster.state().getMembers()) {
            String text = heard.get(key(member.uniqueAddress()));
            if (text != null) {
                known.put(member.uniqueAddress(), text);
            }
        }
        String own = heard.get(key(cluster.selfMember().uniqueAddress()));
        if (own != null) {
            known.put(cluster.selfMember().uniqueAddress(), own);
        }
        return known;
    }

    private static String key(UniqueAddress node) {
        return node.address() + "#" + node.longUid();
    }

    private final class Writer extends AbstractBehavior<Command> {

        private final ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator;
        private final Key<LWWMap<String, String>> key;
        private final SelfUniqueAddress self;
        private final String own;

        Writer(
                ActorContext<Command> context,
                ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator,
                Key<LWWMap<String, String>> key) {
            super(context);
            this.replicator = replicator;
            this.key = key;
            this.self = DistributedData.get(context.getSystem()).selfUniqueAddress();
            this.own = key(self.uniqueAddress());
            replicator.subscribe(key, Heard::new);
            ActorRef<ClusterEvent.MemberRemoved> removals =
                    context.messageAdapter(ClusterEvent.MemberRemoved.class, Gone::new);
            cluster.subscriptions().tell(Subscribe.create(removals, ClusterEvent.MemberRemoved.class));
        }

        @Override
        public Receive<Command> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Publish.class, this::onPublish)
                    .onMessage(Gone.class, this::onGone)
                    .onMessage(Written.class, written -> this)
                    .onMessage(Heard.class, this::onHeard)
                    .build();
        }

        private Behavior<Command> onPublish(Publish message) {
            return update(map -> map.put(self, own, message.text()));
        }

        /** Removes the entry of a node that has left. Every node does so, since a dead node can't do it. */
        private Behavior<Command> onGone(Gone gone) {
            String node = key(gone.event().member().uniqueAddress());
            heard.remove(node);
            return update(map -> map.remove(self, node));
        }

        /** Writes a change. A node that isn't reached within the time gets it a little later. */
        private Behavior<Command> update(Function<LWWMap<String, String>, LWWMap<String, String>> change) {
            replicator.askUpdate(
                    replyTo -> new Replicator.Update<>(
                            key, LWWMap.empty(), new Replicator.WriteAll(WRITE_TIMEOUT), replyTo, change),
                    Written::new);
            return this;
        }

        private Behavior<Command> onHeard(Heard message) {
            if (message.response() instanceof Replicator.Changed<LWWMap<String, String>> changed) {
                Map<String, String> now = changed.get(key).getEntries();
                heard.keySet().removeIf(node -> !node.equals(own) && !now.containsKey(node));
                now.forEach((node, text) -> {
                    if (!node.equals(own)) {
                        heard.put(node, text);
                    }
                });
            }
            return this;
        }
    }
}
