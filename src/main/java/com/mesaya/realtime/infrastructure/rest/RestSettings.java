package com.mesaya.realtime.infrastructure.rest;

import com.fasterxml.jackson.core.JsonPointer;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.SnapshotTrust;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the main API is asked for sections.
 *
 * @param baseUrl what the path is appended to
 * @param sectionPath the path, with {@code {id}} where the section's id goes
 * @param sectionPointer where in an answer the section is; empty if it is the whole answer, or what is under {@code data}
 * @param forwardsClients whether the API is told each client's address ({@code X-Forwarded-For}), and so counts each client's
 *     requests apart
 * @param rate how fast requests may follow each other; empty for as fast as they come
 * @param timeout how long one request may take in all
 * @param maxConcurrent how many requests may be under way at once
 * @param maxBytes how large an answer may be
 * @param breaker when it is given a rest
 * @param kindsByArray the kind of entity in each array of a section, as in {@code tables} → {@code table}
 * @param linkKinds of those kinds that are links, what they let a section show
 * @param trust how far the version that a section gives a kind is believed, of those kinds of which it isn't in any case
 */
public record RestSettings(
        URI baseUrl,
        String sectionPath,
        Optional<JsonPointer> sectionPointer,
        boolean forwardsClients,
        Optional<Rate> rate,
        Duration timeout,
        int maxConcurrent,
        int maxBytes,
        Breaker breaker,
        Map<String, String> kindsByArray,
        Map<String, Link> linkKinds,
        Map<String, SnapshotTrust> trust) {

    /**
     * What a link shows.
     *
     * @param field the member of the link that names it
     * @param kind of what kind it is
     */
    public record Link(String field, String kind) {}

    /**
     * How fast requests may follow each other.
     *
     * @param perSecond how many a second in the long run
     * @param burst how many at once after a while without any
     */
    public record Rate(int perSecond, int burst) {}

    /**
     * When the main API is given a rest.
     *
     * @param maxFailures after so many failures in a row
     * @param reset for how long at first
     * @param maxReset for how long at most, if it keeps failing
     */
    public record Breaker(int maxFailures, Duration reset, Duration maxReset) {}

    /** How much longer than its lifetime a connection may have been idle before its last request. */
    private static final Duration IDLE_AT_MOST = Duration.ofSeconds(5);

    /** Copies the maps. */
    public RestSettings {
        kindsByArray = Map.copyOf(kindsByArray);
        linkKinds = Map.copyOf(linkKinds);
        trust = Map.copyOf(trust);
    }

    /** How old a connection may be that is used for another request. */
    Duration connectionLifetime() {
        return timeout;
    }

    /** How old a connection may become at all: no request that is in time is under way any more. */
    Duration connectionEnd() {
        return connectionLifetime().multipliedBy(2).plus(IDLE_AT_MOST).plus(timeout);
    }

    /** Where a section is found. */
    String urlOf(SectionId section) {
        String base = baseUrl.toString();
        String path = sectionPath.replace("{id}", section.value());
        return base.endsWith("/") ? base.substring(0, base.length() - 1) + path : base + path;
    }
}
