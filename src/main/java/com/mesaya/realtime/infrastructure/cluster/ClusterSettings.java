package com.mesaya.realtime.infrastructure.cluster;

import java.time.Duration;
import java.util.List;

/**
 * How this node comes to its cluster.
 *
 * @param formation with whom
 * @param joinTimeout how long that may take
 */
public record ClusterSettings(Formation formation, Duration joinTimeout) {

    /** With whom a node forms its cluster. */
    public sealed interface Formation {}

    /** With nobody. */
    public enum Alone implements Formation {
        INSTANCE
    }

    /** With the nodes that are always asked; the first of them forms a cluster if it finds none. */
    public record Seeds(List<Seed> seeds) implements Formation {

        /** Copies the list. */
        public Seeds {
            seeds = List.copyOf(seeds);
        }
    }

    /** Where a node is: the host as it calls itself, and the port. */
    public record Seed(String host, int port) {

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** With those that Pekko's bootstrap finds. */
    public enum Bootstrap implements Formation {
        INSTANCE
    }
}
