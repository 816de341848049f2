package com.mesaya.realtime.application.operations;

import com.mesaya.realtime.domain.SectionId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reports the state of one section, on whichever node it lives. Thread-safe. */
public interface SectionInspection {

    /**
     * Returns the state of an active section; a section that isn't active reports nothing. Fails if the section does not answer in
     * time.
     */
    CompletionStage<Report> inspect(SectionId section);

    /**
     * The state of a section, as reported to operators.
     *
     * @param section its id
     * @param node the address of the node that hosts it
     * @param head the sequence of its newest event; 0 before the first
     * @param horizon the sequence before which no cursor is answered
     * @param windowStart the sequence after which every event is kept
     * @param events the number of events in its log
     * @param bytes the bytes of frames in its log
     * @param entities the number of entities whose newest event is known
     * @param evictions the number of newest events evicted in this incarnation
     * @param holds the number of tables on hold
     * @param resumablePlaces the number of disconnected subscribers that may resume
     * @param viewers the number of connected viewers
     * @param furthest the viewers that lag furthest behind, at most a hundred
     */
    record Report(
            String section,
            String node,
            long head,
            long horizon,
            long windowStart,
            int events,
            long bytes,
            int entities,
            long evictions,
            int holds,
            int resumablePlaces,
            int viewers,
            List<Viewer> furthest) {

        /** Copies the list. */
        public Report {
            furthest = List.copyOf(furthest);
        }
    }

    /**
     * A connected viewer.
     *
     * @param place the id of its subscription
     * @param cursor the sequence it had received at its node's last report; nodes report every few seconds
     * @param lag the number of later events at the time of that report; events since then aren't counted
     * @param unheardMs the milliseconds since the last message from the viewer's node about it
     */
    record Viewer(String place, long cursor, long lag, long unheardMs) {}
}
