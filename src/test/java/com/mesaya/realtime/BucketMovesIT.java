package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.demo.LoopbackPorts;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Buckets of the directory move to a node that joins: viewers notice nothing. */
@ExtendWith(Surroundings.Extension.class)
class BucketMovesIT {

    private static final int OBJECTS = 48;
    private static final int OTHER_SECTIONS = 20;

    private final Surroundings surroundings;
    private final int first = LoopbackPorts.free();
    private final String group = "bucket-moves-" + UUID.randomUUID();
    private final String section = UUID.randomUUID().toString();
    /** Their sections' shards move when the buckets' do, which a metric shows. */
    private final List<TestViewer> others = new ArrayList<>();

    BucketMovesIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void anObjectThatChangedBeforeItsBucketMovedComesWithItsLink() {
        try (RunningService one = start(first);
                TestViewer viewer = watch(one, section)) {
            for (int other = 0; other < OTHER_SECTIONS; other++) {
                others.add(watch(one, UUID.randomUUID().toString()));
            }
            // Made after the buckets began: a bucket trusts no older event to be an object's newest.
            List<String> objects = Stream.generate(UUID::randomUUID)
                    .limit(OBJECTS)
                    .map(id -> "{\"id\":\"" + id + "\",\"name\":\"window\",\"updatedAt\":\"" + Instant.now() + "\"}")
                    .toList();
            objects.forEach(object -> surroundings.publish("mesa-ya.objects.updated", v1("object.updated", object)));
            await().untilAsserted(() -> assertThat(unwatched(one)).isEqualTo(OBJECTS));

            try (RunningService other = start(LoopbackPorts.free())) {
                await().untilAsserted(() -> assertThat(new Scrape(other.metrics()).sum("mesaya_shards"))
                        .isPositive());
                for (String object : objects) {
                    String link = linkTo(object);
                    surroundings.publish("mesa-ya.section-objects.created", v1("section-object.created", link));

                    assertThat(viewer.next()).isEqualTo(frame("section-object.created", link));
                    assertThat(viewer.next()).isEqualTo(frame("object.updated", object));
                }
            }
        }
        assertThat(surroundings.api().requestsFor(section)).hasSize(1);
    }

    private TestViewer watch(RunningService service, String watched) {
        surroundings.api().script(watched, ScriptedApi.Script.section());
        TestViewer viewer = service.watch(watched);
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        return viewer;
    }

    @AfterEach
    void leave() {
        others.forEach(TestViewer::close);
    }

    private static double unwatched(RunningService service) {
        return new Scrape(service.metrics())
                .sum("mesaya_events_total", "topic=\"mesa-ya.objects.updated\"", "outcome=\"unwatched\"");
    }

    private String linkTo(String object) {
        String id = object.substring(7, 43);
        return "{\"id\":\"" + UUID.randomUUID() + "\",\"sectionId\":\"" + section + "\",\"objectId\":\"" + id
                + "\",\"updatedAt\":\"" + Instant.now() + "\"}";
    }

    private RunningService start(int port) {
        return surroundings.start(Map.of(
                "mesaya.cluster.seeds",
                "127.0.0.1:" + first,
                "mesaya.cluster.port",
                port,
                "pekko.remote.artery.canonical.port",
                port,
                "pekko.cluster.seed-node-timeout",
                "1s",
                "mesaya.kafka.group-id",
                group,
                "mesaya.kafka.offset-reset",
                "latest"));
    }
}
