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
 * @param kindsByArray the kind of entity in each array of a section, as in {@code tables} → {@code table}
 */
public record RestSettings(
        URI baseUrl,
        String sectionPath,
        Duration timeout,
        int maxConcurrent,
        int maxBytes,
        Map<String, String> kindsByArray) {

    /** Copies the map. */
    public RestSettings {
        kindsByArray = Map.copyOf(kindsByArray);
    }

    /** Where a section is found. */
    String urlOf(SectionId section) {
        String base = baseUrl.toString();
        String path = sectionPath.replace("{id}", section.value());
        return base.endsWith("/") ? base.substring(0, base.length() - 1) + path : base + path;
    }
}
