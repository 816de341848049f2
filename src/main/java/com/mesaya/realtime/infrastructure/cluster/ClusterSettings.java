package com.mesaya.realtime.infrastructure.cluster;

import java.time.Duration;
import java.util.List;

/**
 * Settings of how a node joins its cluster.
 *
 * @param formation the nodes with which it forms the cluster
 * @param joinTimeout the time limit of the join
 */
public record ClusterSettings(Formation formation, Duration joinTimeout) {

    /** The way in which a node finds the other nodes of its cluster. */
    public sealed interface Formation {}

    /** The node forms a cluster of its own. */
    public enum Alone implements Formation {
        INSTANCE
    }

    /** The node asks fixed seed nodes; the first of them forms a cluster if it finds none. */
    public record Seeds(List<Seed> seeds) implements Formation {

        /** Copies the list. */
        public Seeds {
            seeds = List.copyOf(seeds);
        }
    }

    /** A node's address: its host as it is configured there, and its port. */
    public record Seed(String host, int port) {

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** The node asks the nodes that Pekko's bootstrap discovers. */
    public enum Bootstrap implements Formation {
        INSTANCE
    }
}
