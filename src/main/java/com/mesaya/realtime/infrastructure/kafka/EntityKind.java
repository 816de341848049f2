package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SnapshotTrust;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of entity the main API publishes, and where its events are found (contract, section 3).
 *
 * @param name the singular that client event names start with, as in {@code section-object}
 * @param topic what its topics' names start with, as in {@code mesa-ya.section-objects}
 * @param sectionField the member of the entity that names its section; empty if it has none
 * @param actions the actions with a topic of their own
 * @param ephemeralActions those among them that are no state of the entity
 * @param lookedUp whether its events are looked up in the directory of entities, for sections that they don't name
 * @param shows what it lets its section show; null if it is no link
 * @param snapshotVersion how far the version that a snapshot gives it is believed
 * @param order by what its events are put in order
 */
public record EntityKind(
        String name,
        String topic,
        String sectionField,
        List<String> actions,
        Set<String> ephemeralActions,
        boolean lookedUp,
        @Nullable Link shows,
        SnapshotTrust snapshotVersion,
        EventOrder order) {

    /**
     * What a link shows.
     *
     * @param field the member of the link that names it
     * @param kind of what kind it is
     */
    public record Link(String field, String kind) {}

    private static final String AGGREGATE = "events";

    /** A kind whose events concern the section they name and nobody else. */
    EntityKind(String name, String topic, String sectionField, List<String> actions, Set<String> ephemeralActions) {
        this(
                name,
                topic,
                sectionField,
                actions,
                ephemeralActions,
                false,
                null,
                SnapshotTrust.TRUSTED,
                EventOrder.UPDATED_AT);
    }

    /** Copies the collections. @throws IllegalArgumentException if a name is no lower-case word, or an action is twice */
    public EntityKind {
        if (!EntityKey.isValid(name, "id") || !actions.stream().allMatch(action -> EntityKey.isValid(action, "id"))) {
            throw new IllegalArgumentException("names and actions are lower-case words");
        }
        if (actions.contains(AGGREGATE) || Set.copyOf(actions).size() < actions.size()) {
            throw new IllegalArgumentException("an action has one topic, and none is named " + AGGREGATE);
        }
        if (shows != null && !EntityKey.isValid(shows.kind(), "id")) {
            throw new IllegalArgumentException("what a link shows is of a kind that is a lower-case word");
        }
        if (lookedUp && snapshotVersion != SnapshotTrust.TRUSTED) {
            throw new IllegalArgumentException("what is looked up has a snapshot-version that is trusted");
        }
        actions = List.copyOf(actions);
        ephemeralActions = Set.copyOf(ephemeralActions);
    }

    /** A topic for each action, and one for the aggregate. */
    public Stream<String> topics() {
        return Stream.concat(actions.stream(), Stream.of(AGGREGATE)).map(word -> topic + "." + word);
    }

    /** The last word of the topics' common name, as in {@code section-objects}. */
    public String plural() {
        return topic.substring(topic.lastIndexOf('.') + 1);
    }

    /** Whether a topic's last word stands for all actions, so that the action is told by the envelope. */
    static boolean isAggregate(String lastWord) {
        return lastWord.equals(AGGREGATE);
    }

    EventNature natureOf(String action) {
        if (ephemeralActions.contains(action)) {
            return action.equals("released") ? EventNature.RELEASE : EventNature.HOLD;
        }
        return action.equals("deleted") ? EventNature.DELETION : EventNature.STATE;
    }
}
