package com.mesaya.realtime.infrastructure.section.actor;

/** Steps of a subscriber's lag. */
public enum LagBucket {
    NONE("0", 0),
    UP_TO_10("1-10", 10),
    UP_TO_100("11-100", 100),
    UP_TO_1000("101-1000", 1000),
    MORE("over 1000", Long.MAX_VALUE);

    private final String label;
    private final long most;

    LagBucket(String label, long most) {
        this.label = label;
        this.most = most;
    }

    static LagBucket of(long lag) {
        for (LagBucket bucket : values()) {
            if (lag <= bucket.most) {
                return bucket;
            }
        }
        return MORE;
    }

    /** As it is shown, in events. */
    public String label() {
        return label;
    }
}
