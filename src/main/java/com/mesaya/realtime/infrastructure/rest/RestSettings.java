package com.mesaya.realtime.infrastructure.rest;

import com.fasterxml.jackson.core.JsonPointer;
import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.SnapshotTrust;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the requests to the main API.
 *
 * @param baseUrl the address to which the path is appended
 * @param sectionPath the path, with {@code {id}} in place of the section's id
 * @param sectionPointer the position of the section in an answer; empty if it is the whole answer, or its member {@code data}
 * @param forwardsClients whether requests carry the client's address ({@code X-Forwarded-For}), so that the API counts each
 *     client's requests separately
 * @param rate the maximum rate of requests; empty for no limit
 * @param timeout the time limit of one request
 * @param maxConcurrent the number of requests that may be under way at once
 * @param maxBytes the maximum size of an answer
 * @param breaker the conditions under which requests are suspended
 * @param kindsByArray the kind of entity in each array of a section, for example {@code tables} → {@code table}
 * @param linkKinds for each kind that is a link, the entity that it shows
 * @param trust the trust in the version that a section gives each kind; kinds without an entry are fully trusted
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
     * The maximum rate of requests.
     *
     * @param perSecond the number of requests per second on average
     * @param burst the number of requests at once after an idle time
     */
    public record Rate(int perSecond, int burst) {}

    /**
     * The conditions under which requests to the main API are suspended.
     *
     * @param maxFailures the number of consecutive failures before the suspension
     * @param reset the duration of the first suspension
     * @param maxReset the maximum duration, if the API keeps failing
     */
    public record Breaker(int maxFailures, Duration reset, Duration maxReset) {}

    /** The maximum time by which a connection's idle time before its last request may exceed its lifetime. */
    private static final Duration IDLE_AT_MOST = Duration.ofSeconds(5);

    /** Copies the maps. */
    public RestSettings {
        kindsByArray = Map.copyOf(kindsByArray);
        linkKinds = Map.copyOf(linkKinds);
        trust = Map.copyOf(trust);
    }

    /** Returns the age up to which a connection is used for another request. */
    Duration connectionLifetime() {
        return timeout;
    }

    /** Returns the maximum age of a connection: no request within its time limit is under way any more. */
    Duration connectionEnd() {
        return connectionLifetime().multipliedBy(2).plus(IDLE_AT_MOST).plus(timeout);
    }

    /** Returns the address of a section. */
    String urlOf(SectionId section) {
        String base = baseUrl.toString();
        String path = sectionPath.replace("{id}", section.value());
        return base.endsWith("/") ? base.substring(0, base.length() - 1) + path : base + path;
    }
}
