package com.mesaya.realtime.infrastructure.kafka.decode;

import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.application.topic.TopicName;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SnapshotTrust;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of entity that the main API publishes, and the topics and members of its events (contract, section 3).
 *
 * @param name the singular at the start of client event names, for example {@code section-object}
 * @param topic the start of its topics' names, for example {@code mesa-ya.section-objects}
 * @param sectionField the member of the entity with its section's id; empty if it has none
 * @param actions the actions with a topic of their own
 * @param ephemeralActions the actions among them that are no state of the entity
 * @param lookedUp whether the directory of entities is asked for sections that its events don't name
 * @param shows the target that it makes its section show; null if it is no link
 * @param snapshotVersion the trust in the version that a snapshot gives it
 * @param order the value by which its events are ordered
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

    private static final String AGGREGATE = "events";

    /** Copies the collections. @throws IllegalArgumentException if a name is no lower-case word, or an action occurs twice */
    public EntityKind {
        if (!EntityKey.isValid(name, "id") || !actions.stream().allMatch(action -> EntityKey.isValid(action, "id"))) {
            throw new IllegalArgumentException("names and actions must be lower-case words");
        }
        if (actions.contains(AGGREGATE) || Set.copyOf(actions).size() < actions.size()) {
            throw new IllegalArgumentException("an action must occur once, and must not be named " + AGGREGATE);
        }
        if (shows != null && !EntityKey.isValid(shows.kind(), "id")) {
            throw new IllegalArgumentException("the kind of a link's target must be a lower-case word");
        }
        if (lookedUp && snapshotVersion != SnapshotTrust.TRUSTED) {
            throw new IllegalArgumentException("a kind that is looked up must have a trusted snapshot-version");
        }
        actions = List.copyOf(actions);
        ephemeralActions = Set.copyOf(ephemeralActions);
    }

    /** Returns the kind's topics: one for each action, and one for the aggregate. */
    public Stream<String> topics() {
        return Stream.concat(actions.stream(), Stream.of(AGGREGATE)).map(word -> topic + "." + word);
    }

    /** Returns the last word of the topics' common name, for example {@code section-objects}. */
    public String plural() {
        return topic.substring(topic.lastIndexOf('.') + 1);
    }

    /** Returns whether a topic is for all actions, so that the envelope names the action. */
    static boolean isAggregate(TopicName topic) {
        return topic.base().endsWith("." + AGGREGATE);
    }

    EventNature natureOf(String action) {
        if (ephemeralActions.contains(action)) {
            return action.equals("released") ? EventNature.RELEASE : EventNature.HOLD;
        }
        return action.equals("deleted") ? EventNature.DELETION : EventNature.STATE;
    }
}
