package com.mesaya.realtime.infrastructure.cluster;

import com.mesaya.realtime.application.operations.PartitionBoard;
import com.mesaya.realtime.domain.Origin;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.UniqueAddress;

/** Tracks which node of the cluster reads which partitions, from the nodes' own reports. Thread-safe. */
public final class ReadPartitions implements PartitionBoard {

    private final NodeFacts facts;

    public ReadPartitions(ActorSystem<?> system) {
        this.facts = new NodeFacts(system, "partitions");
    }

    @Override
    public void publishOwn(Set<Origin.Partition> partitions) {
        facts.publish(format(partitions));
    }

    @Override
    public Set<Origin.Partition> readByAnybody() {
        return facts.all().values().stream().flatMap(ReadPartitions::parse).collect(Collectors.toSet());
    }

    /** Returns the partitions of a node, by topic. */
    Map<String, Set<Integer>> readBy(UniqueAddress node) {
        return byTopic(parse(facts.all().getOrDefault(node, "")));
    }

    private static Map<String, Set<Integer>> byTopic(Stream<Origin.Partition> partitions) {
        return partitions.collect(Collectors.groupingBy(
                Origin.Partition::topic,
                TreeMap::new,
                Collectors.mapping(Origin.Partition::number, Collectors.toCollection(TreeSet::new))));
    }

    /** Formats partitions, for example {@code some.topic:0,2 another:1}; topic names contain neither colons nor spaces. */
    static String format(Set<Origin.Partition> partitions) {
        return byTopic(partitions.stream()).entrySet().stream()
                .map(topic -> topic.getKey() + ":"
                        + topic.getValue().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }

    static Stream<Origin.Partition> parse(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(topic -> !topic.isEmpty())
                .map(topic -> topic.split(":", -1))
                .flatMap(topic -> Arrays.stream(topic[1].split(",", -1))
                        .map(number -> new Origin.Partition(topic[0], Integer.parseInt(number))));
    }
}
