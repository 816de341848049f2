package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.SectionId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks into one section, wherever in the cluster it lives. Thread-safe. */
public interface SectionInspection {

    /** What there is of a section now; of one that isn't awake, nothing. Fails if it doesn't answer in time. */
    CompletionStage<Report> inspect(SectionId section);

    /**
     * A section as it is, and as operators get it.
     *
     * @param section its id
     * @param node the address of the node that has it
     * @param head the sequence of its newest event; 0 before the first
     * @param horizon the sequence before which no cursor is answered
     * @param windowStart the sequence after which every event is kept
     * @param events how many events its log holds
     * @param bytes and how many bytes
     * @param entities of how many entities it knows the newest event
     * @param evictions how often it had to forget one in this life
     * @param holds how many tables are held
     * @param resumablePlaces how many may come back to where they were
     * @param viewers how many are connected
     * @param furthest those of them that lag furthest behind, a hundred at most
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
     * A viewer's place.
     *
     * @param place names it
     * @param cursor the sequence it had been told up to when its node last told, which is every few seconds
     * @param lag how many events there were after that at that moment; what happened since isn't counted
     * @param unheardMs for how many milliseconds nothing has been heard of it
     */
    record Viewer(String place, long cursor, long lag, long unheardMs) {}
}
