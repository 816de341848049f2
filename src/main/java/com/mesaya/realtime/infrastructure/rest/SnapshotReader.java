package com.mesaya.realtime.infrastructure.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.SnapshotTrust;
import com.mesaya.realtime.domain.Timestamps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a section in the main API's answer and reads, by streaming, the version of the section and of each entity in its arrays.
 * Thread-safe.
 */
final class SnapshotReader {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);

    private static final String SECTION = "section";
    private static final String ID = "id";
    private static final String UPDATED_AT = "updatedAt";

    private static final JsonPointer DATA = JsonPointer.compile("/data");

    /** The results of the read so far. */
    private final class Read {

        private final String id;
        private final Instant askedAt;
        private final Map<EntityKey, Instant> versions = new HashMap<>();
        private final Map<EntityKey, EntityKey> links = new HashMap<>();

        Read(String id, Instant askedAt) {
            this.id = id;
            this.askedAt = askedAt;
        }

        void addAll(Read other) {
            other.versions.forEach(this::note);
            links.putAll(other.links);
        }

        void note(String kind, Map<String, String> texts) {
            String id = texts.get(ID);
            Instant updatedAt = Timestamps.parse(texts.get(UPDATED_AT));
            if (texts.containsKey(UPDATED_AT) && updatedAt == null) {
                passedOver.warn("A section contains an unreadable updatedAt; that entity isn't tracked");
            }
            if (id == null || updatedAt == null) {
                return;
            }
            Instant barrier = trust.getOrDefault(kind, SnapshotTrust.TRUSTED).barrier(updatedAt, askedAt);
            EntityKey.parse(kind, id)
                    .ifPresentOrElse(
                            entity -> note(entity, barrier),
                            () -> passedOver.warn(
                                    "A section contains an entity with an invalid id or kind; it isn't tracked"));
        }

        void noteLink(String kind, Map<String, String> texts, Link link) {
            String id = texts.get(ID);
            String shown = texts.get(link.field());
            if (id != null && shown != null && EntityKey.isValid(kind, id) && EntityKey.isValid(link.kind(), shown)) {
                links.put(new EntityKey(kind, id), new EntityKey(link.kind(), shown));
            }
        }

        /**
         * Records the version of an entity. Of an entity that occurs twice the newest version counts: its viewers must not get older
         * events.
         */
        private void note(EntityKey entity, @Nullable Instant version) {
            if (version != null) {
                versions.merge(entity, version, (one, other) -> one.isAfter(other) ? one : other);
            }
        }
    }

    private final Map<String, String> kindsByArray;
    private final Map<String, Link> linkKinds;
    private final Map<String, SnapshotTrust> trust;
    private final RateLimitedLog passedOver = new RateLimitedLog(LOG, InstantSource.system());

    private final List<JsonPointer> places;

    /**
     * @param linkKinds for each kind that is a link, the entity that it shows
     * @param trust the trust in the version of each kind; kinds without an entry are fully trusted
     * @param place the position of the section in an answer; empty if it is the whole answer, or its member {@code data}
     */
    SnapshotReader(
            Map<String, String> kindsByArray,
            Map<String, Link> linkKinds,
            Map<String, SnapshotTrust> trust,
            Optional<JsonPointer> place) {
        this.kindsByArray = kindsByArray;
        this.linkKinds = linkKinds;
        this.trust = trust;
        this.places = place.map(List::of).orElse(List.of(JsonPointer.empty(), DATA));
    }

    /**
     * Reads the section in an answer, with its bytes unchanged.
     *
     * @param askedAt the time of the request to the main API
     * @return nothing if the answer doesn't contain this section
     * @throws IOException if it isn't exactly one JSON object in UTF-8
     */
    Optional<Snapshot> read(byte[] json, SectionId section, Instant askedAt) throws IOException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        for (JsonPointer place : places) {
            Slice slice = Slice.find(json, place);
            if (slice != null) {
                Read read = read(json, slice, askedAt);
                if (SectionId.parse(read.id).filter(section::equals).isPresent()) {
                    Frame frame = Frame.of(Snapshot.EVENT, json, slice.from(), slice.to());
                    return Optional.of(new Snapshot(frame, read.versions, read.links));
                }
            }
        }
        return Optional.empty();
    }

    private Read read(byte[] json, Slice slice, Instant askedAt) throws IOException {
        try (JsonParser parser = slice.parser(json)) {
            return readSection(parser, askedAt);
        }
    }

    private Read readSection(JsonParser parser, Instant askedAt) throws IOException {
        var arrays = new HashMap<String, Read>();
        var texts = new HashMap<String, String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            arrays.remove(name);
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                texts.remove(name);
                arrays.put(name, readArray(parser, kindOf(name), askedAt));
            } else {
                readMember(parser, name, texts, ID);
            }
        }
        var read = new Read(texts.getOrDefault(ID, ""), askedAt);
        arrays.values().forEach(read::addAll);
        read.note(SECTION, texts);
        return read;
    }

    private Read readArray(JsonParser parser, String kind, Instant askedAt) throws IOException {
        var read = new Read("", askedAt);
        Link link = linkKinds.get(kind);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                var texts = new HashMap<String, String>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    readMember(parser, name, texts, link == null ? ID : link.field());
                }
                read.note(kind, texts);
                if (link != null) {
                    read.noteLink(kind, texts, link);
                }
            } else {
                parser.skipChildren();
            }
        }
        return read;
    }

    /** Keeps the members that give the version. Of duplicate names the last one counts, as in ECMAScript. */
    private static void readMember(JsonParser parser, String name, Map<String, String> texts, String also)
            throws IOException {
        texts.remove(name);
        JsonToken token = parser.currentToken();
        boolean isTime = name.equals(UPDATED_AT);
        if (token == JsonToken.VALUE_STRING
                ? isTime || name.equals(ID) || name.equals(also)
                : isTime && token.isNumeric()) {
            texts.put(name, parser.getText());
        } else {
            parser.skipChildren();
        }
    }

    /** Returns the kind of entity in an array; array names are in camel case ({@code sectionObjects}) or as in topics. */
    private String kindOf(String array) {
        String name = array.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        return kindsByArray.getOrDefault(name, name);
    }
}
