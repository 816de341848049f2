package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.domain.SectionId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * How the main API is asked for sections.
 *
 * @param baseUrl what the path is appended to
 * @param sectionPath the path, with {@code {id}} where the section's id goes
 * @param timeout how long one request may take in all
 * @param maxConcurrent how many requests may be under way at once
 * @param maxBytes how large an answer may be
 * @param breaker when it is given a rest
 * @param kindsByArray the kind of entity in each array of a section, as in {@code tables} → {@code table}
 * @param linkKinds of those kinds that are links, what they let a section show
 */
public record RestSettings(
        URI baseUrl,
        String sectionPath,
        Duration timeout,
        int maxConcurrent,
        int maxBytes,
        Breaker breaker,
        Map<String, String> kindsByArray,
        Map<String, Link> linkKinds) {

    /**
     * What a link shows.
     *
     * @param field the member of the link that names it
     * @param kind of what kind it is
     */
    public record Link(String field, String kind) {}

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
