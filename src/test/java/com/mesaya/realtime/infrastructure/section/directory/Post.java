package com.mesaya.realtime.infrastructure.section.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Everything that is on its way between nodes; what was sent first needn't arrive first. */
final class Post {

    private final Random random;
    private final List<Runnable> underWay = new ArrayList<>();

    Post(Random random) {
        this.random = random;
    }

    void send(Runnable delivery) {
        underWay.add(delivery);
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** Some of it arrives. */
    void deliverSome() {
        int count = random.nextInt(underWay.size() + 1);
        for (int arrival = 0; arrival < count && !underWay.isEmpty(); arrival++) {
            underWay.remove(random.nextInt(underWay.size())).run();
        }
    }
}
